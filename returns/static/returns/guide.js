/* Sends a file as soon as it is chosen, and says that it is on its way. Everything works without this. */
"use strict";
document.documentElement.classList.add("js");
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches("input[data-send]") || !input.files.length) return;
  const label = document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
  if (label) { label.setAttribute("aria-busy", "true"); label.lastChild.textContent = label.dataset.busy; }
  input.form.requestSubmit();
});
