/* The page of a rule without reloading it. The server draws everything: this only asks for the parts again, puts
   them in place, and leaves the focus where the person was. Without it the same buttons send the form. */
"use strict";

(() => {
  const form = document.getElementById("rule-form");
  const QUIET = 300;
  const TREE = /^(add|group|up|down|copy|remove|fit):/;
  let changes = 0;
  let timer = 0;
  let busy = false;
  let again = null;
  let adding = false;
  let message = form && form.elements.message_fr;

  /** The parts as the server draws them for the form as it stands; null where it answers anything else. */
  async function draw(action) {
    const data = new FormData(form);
    data.set("do", action);
    const response = await fetch(form.action, { method: "POST", body: data, headers: { "X-Desk-Part": "1" } });
    if (!response.ok || response.redirected) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html");
  }

  /** Start a moment after the last change; meanwhile, and until it is drawn, the form says that it is busy. */
  function soon(task) {
    clearTimeout(timer);
    form.dataset.busy = "1";
    timer = setTimeout(async () => {
      const before = changes;
      await task();
      if (before === changes) delete form.dataset.busy;
    }, QUIET);
  }

  /** Draw again until nothing was typed meanwhile: what came back would put the older text in its place. */
  async function drawLatest(action) {
    for (;;) {
      const before = changes;
      const page = await draw(action);
      if (!page || before === changes) return page;
      if (TREE.test(action)) return null;
    }
  }

  function put(page, names) {
    const open = [...form.querySelectorAll("details.d-multi[open] > summary")].map((summary) => summary.id);
    for (const name of names) {
      const old = document.querySelector(`[data-part="${name}"]`);
      const fresh = page.querySelector(`[data-part="${name}"]`);
      if (!old || !fresh) continue;
      if (name === "plain") old.replaceChildren(...fresh.childNodes);
      else old.replaceWith(document.importNode(fresh, true));
    }
    for (const id of open) document.getElementById(id)?.parentElement.setAttribute("open", "");
  }

  function focusOn(element) {
    if (!element) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }

  async function press(button) {
    if (busy) {
      again = button;
      return;
    }
    busy = true;
    form.dataset.busy = "1";
    clearTimeout(timer);
    const page = await drawLatest(button.value).catch(() => null);
    busy = false;
    if (!page) return send(button);
    delete form.dataset.busy;
    put(page, ["conditions", "effect", "previews", "plain"]);
    focusOn(document.querySelector("#conditions [autofocus]"));
    pressAgain();
  }

  /** A key that was pressed while the page was being drawn counts where the person is now. */
  function pressAgain() {
    const here = document.activeElement;
    const missed = again;
    again = null;
    if (!missed) return;
    const action = (each) => each?.value?.split(":")[0];
    const next = action(here) === action(missed) ? here : document.getElementById(missed.id);
    if (next && !next.disabled) press(next);
  }

  /** Send the whole form as if there were no script: the server's answer says what is the matter. */
  function send(button) {
    button.dataset.sent = "1";
    form.requestSubmit(button);
  }

  async function redraw() {
    clearTimeout(timer);
    const page = await drawLatest("update").catch(() => null);
    if (!page) return;
    const id = document.activeElement?.id;
    put(page, ["conditions", "effect", "previews", "plain"]);
    if (id && document.activeElement?.id !== id) focusOn(document.getElementById(id));
  }

  async function follow() {
    const before = changes;
    const page = await draw("update").catch(() => null);
    if (page && before === changes) put(page, ["previews", "plain"]);
  }

  /** What was added in another tab stands in the lists once the person is back. */
  function catchUp() {
    if (!adding || document.hidden) return;
    adding = false;
    redraw();
  }

  function showTicks(box) {
    const list = box.closest("details.d-multi");
    const shown = list?.querySelector("[data-chosen]");
    const ticked = [...(list?.querySelectorAll("input:checked") ?? [])];
    if (shown && ticked.length) shown.textContent = ticked.map((each) => each.parentElement.textContent.trim()).join(", ");
  }

  function insert(name) {
    const text = `{${name}}`;
    message.setRangeText(text, message.selectionStart, message.selectionEnd, "end");
    message.focus();
    message.dispatchEvent(new Event("input", { bubbles: true }));
  }

  if (!form) return;
  document.documentElement.classList.add("d-script");

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.name !== "do" || button.dataset.sent) return;
    if (TREE.test(button.value)) {
      event.preventDefault();
      press(button);
    } else if (button.value === "update") {
      event.preventDefault();
      redraw();
    }
  });
  form.addEventListener("input", (event) => {
    changes += 1;
    showTicks(event.target);
    soon(event.target.closest("[data-redraw], [name=pending]") ? redraw : follow);
  });
  form.addEventListener("focusin", (event) => {
    catchUp();
    if (/^message_/.test(event.target.name)) message = event.target;
  });
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-adds]")) adding = true;
    const name = event.target.closest("[data-insert]")?.dataset.insert;
    if (name) insert(name);
  });
  document.addEventListener("visibilitychange", catchUp);
  document.addEventListener("click", (event) => {
    for (const list of form.querySelectorAll("details.d-multi[open]")) {
      if (!list.contains(event.target)) list.removeAttribute("open");
    }
  });
})();
