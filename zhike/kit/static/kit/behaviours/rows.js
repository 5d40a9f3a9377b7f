// Rows of a table: a click anywhere opens the row, the box in the head picks all, what acts on picked rows shows itself.
const picks = (form) => [...form.querySelectorAll("tbody input[type=checkbox]")];

document.addEventListener("click", (event) => {
  if (event.target.closest("a, button, input, label, summary, select") || getSelection()?.toString()) return;
  event.target.closest("tr[data-href]")?.querySelector("a")?.click();
});

document.addEventListener("change", (event) => {
  const table = event.target.closest("table");
  if (!table || event.target.type !== "checkbox") return;
  const boxes = picks(table);
  if (event.target.matches("[data-pick-all]")) for (const box of boxes) box.checked = event.target.checked;
  const count = boxes.filter((box) => box.checked).length;
  const all = table.querySelector("[data-pick-all]");
  if (all) {
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  }
  for (const bar of document.querySelectorAll("[data-picked]")) {
    bar.hidden = count === 0;
    for (const figure of bar.querySelectorAll("[data-count]")) figure.textContent = count;
  }
});

// An open menu closes when something else is clicked.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});
