/* Coverage: a cell's reason stays within the table's frame; Escape puts it away until another cell is looked at; arrows go from cell to cell. */
"use strict";

(() => {
  const box = document.querySelector("[data-matrix]");
  if (!box) return;

  const hide = () => {
    for (const cell of box.querySelectorAll("td:hover, td:focus-within")) cell.classList.add("is-hushed");
  };
  const place = (cell) => {
    const tip = cell.querySelector(".d-tip");
    if (!tip) return;
    const frame = box.getBoundingClientRect();
    const at = cell.getBoundingClientRect();
    const spare = (tip.offsetWidth - at.width) / 2;
    cell.classList.toggle("is-far-left", at.left - spare < frame.left);
    cell.classList.toggle("is-far-right", at.right + spare > frame.right);
    cell.classList.toggle("is-low", at.bottom + tip.offsetHeight > frame.bottom);
  };
  const look = (event) => {
    const cell = event.target.closest("td");
    for (const hushed of box.querySelectorAll(".is-hushed")) if (hushed !== cell) hushed.classList.remove("is-hushed");
    if (cell) place(cell);
  };

  const neighbour = (cell, key) => {
    const row = cell.parentElement;
    const rows = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling };
    const cells = { ArrowLeft: cell.previousElementSibling, ArrowRight: cell.nextElementSibling };
    return key in rows ? rows[key] && rows[key].children[cell.cellIndex] : cells[key];
  };
  const move = (event) => {
    let cell = event.target.closest("td");
    while (cell) {
      cell = neighbour(cell, event.key);
      const link = cell && cell.querySelector("a");
      if (link) {
        link.focus();
        event.preventDefault();
        return;
      }
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    else if (event.key.startsWith("Arrow") && !event.altKey && !event.ctrlKey && !event.metaKey) {
      if (event.target.closest("[data-matrix] td")) move(event);
    }
  });
  box.addEventListener("mouseover", look);
  box.addEventListener("focusin", look);
})();
