// On the list of a day d finishes the row one stands on, and s opens its ways to put it off; then the next row is stood on.
const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
let at = -1;
let waitsForPlace = 0; // after g the next key names a place

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("[data-single-keys]")?.checked === false) return;
  const isPlace = Date.now() - waitsForPlace < 1500;
  waitsForPlace = event.key === "g" ? Date.now() : 0;
  const row = document.querySelector("[data-row].here");
  const button = row?.querySelector(`[data-do="${CSS.escape(event.key)}"]`);
  if (!button || isPlace) return;
  event.preventDefault();
  at = [...document.querySelectorAll("#tasks [data-row]")].indexOf(row);
  button.click();
  if (button.matches("summary")) button.parentElement.querySelector("button")?.focus();
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "tasks" || at < 0) return;
  const rows = [...target.querySelectorAll("[data-row]")];
  const next = rows[Math.min(at, rows.length - 1)];
  at = -1;
  next?.classList.add("here");
  next?.querySelector("a.title")?.focus();
});
