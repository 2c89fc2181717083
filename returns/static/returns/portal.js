/* Keys for the list of cases. They count only while the list has the focus, so that typing and screen readers keep
   theirs. Everything works without this. */
"use strict";
(() => {
  const field = document.getElementById("code");
  const lines = [...document.querySelectorAll("[data-list] tbody tr")];
  if (!lines.length) return;
  const go = (index) => {
    lines[Math.min(Math.max(index, 0), lines.length - 1)].querySelector("th a").focus();
  };
  field?.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    go(0);
  });
  document.querySelector("[data-list]").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = lines.findIndex((line) => line.contains(event.target));
    const key = event.key.toLowerCase();
    if (key === "j" || key === "arrowdown") go(here + 1);
    else if (key === "k" || key === "arrowup") go(here - 1);
    else if (key === "/") field?.focus();
    else if (key === "r" || key === "i") lines[here]?.querySelector(`[data-key="${key}"]`)?.click();
    else return;
    event.preventDefault();
  });
})();
