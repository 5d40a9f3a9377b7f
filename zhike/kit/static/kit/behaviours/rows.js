// A click anywhere in a row opens it; selecting text does not. Where a cell can be changed in its place, it waits for
// the second click of a double one.
const SECOND = 250;
let opening = 0;

document.addEventListener("click", (event) => {
  clearTimeout(opening);
  if (event.target.closest("a, button, form, input, label, summary, select, td.pick") || getSelection()?.toString()) return;
  const link = event.target.closest("tr[data-href]")?.querySelector("a");
  if (!link || event.detail > 1) return;
  if (event.target.closest("table[data-edits] [data-edit]")) opening = setTimeout(() => link.click(), SECOND);
  else link.click();
});

// An open menu closes when something else is clicked.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

// A form is sent once: its buttons rest while the answer is on its way, and wake when the page is shown again. An
// answer that is a file leaves the page where it is.
document.addEventListener("submit", (event) => {
  const form = event.target; // asked by its attribute, for an input may be named "method"
  if (!form.matches('[method="post"]:not([hx-post], [data-file])')) return;
  setTimeout(() => { if (!event.defaultPrevented) rest(form, true); });
});
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => rest(form, false)));

function rest(form, resting) {
  for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = resting;
}
