// The queue by keyboard: J and K move along the lines, O or Enter opens, X ticks, N takes the next case, / searches.
// The bar of ticked cases shows only while one is ticked. Without this script everything works all the same.
"use strict";
(() => {
  const form = document.querySelector(".d-queue-form");
  const rows = [...document.querySelectorAll(".d-queue tbody tr")];
  const count = document.querySelector("[data-count]");
  const typing = (target) => target.matches("input:not([type=checkbox]), textarea, select") || target.isContentEditable;
  let at = -1;

  const recount = () => {
    if (count) count.textContent = String(form.querySelectorAll("td :checked").length);
  };
  const move = (to) => {
    if (!rows.length) return;
    rows[at]?.removeAttribute("aria-current");
    at = Math.max(0, Math.min(rows.length - 1, to));
    rows[at].setAttribute("aria-current", "true");
    rows[at].querySelector(".d-ref").focus();
  };
  const keys = {
    j: () => move(at + 1),
    k: () => move(at - 1),
    o: () => rows[at]?.querySelector(".d-ref").click(),
    x: () => rows[at]?.querySelector("input[type=checkbox]")?.click(),
    n: () => document.querySelector("[data-key=n]")?.click(),
    "/": () => document.querySelector(".d-filter [type=search]")?.focus(),
  };
  if (form) {
    form.classList.add("is-live");
    form.addEventListener("change", recount);
    form.addEventListener("reset", () => setTimeout(recount));
    recount();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
})();
