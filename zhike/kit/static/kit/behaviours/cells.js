// A cell of a list, changed in its place: double click or e opens it, Enter saves, Escape gives up, Tab goes to the next.
const was = new WeakMap();
let next = null;
const unwanted = new WeakSet();
let opening = null;

const editable = (cell) => cell?.closest("table[data-edits]") && cell.matches("[data-edit]");
const isOpen = (cell) => cell.querySelector("form.cell") !== null;

function open(cell) {
  if (!editable(cell) || isOpen(cell)) return;
  was.set(cell, cell.innerHTML);
  const address = `${cell.closest("tr").dataset.href}cell/${cell.dataset.edit}/`;
  opening = cell;
  unwanted.delete(cell);
  htmx.ajax("GET", address, { target: cell, swap: "innerHTML" });
}

// Whoever thinks better of it before the form has come is not shown the form.
function giveUpOpening() {
  unwanted.add(opening);
  opening = null;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (unwanted.delete(event.detail.target)) event.detail.shouldSwap = false;
});

function close(cell) {
  cell.innerHTML = was.get(cell);
  cell.closest("tr").querySelector("a")?.focus({ preventScroll: true });
}

// The first cell of a row stays the way to it.
function link(cell) {
  const before = document.createElement("template");
  before.innerHTML = was.get(cell) ?? "";
  const title = before.content.querySelector("a.title");
  if (!title) return;
  title.replaceChildren(...cell.childNodes);
  cell.replaceChildren(title);
}

function beside(cell, step) {
  const cells = [...cell.closest("tbody").querySelectorAll("[data-edit]")];
  return cells[cells.indexOf(cell) + step] ?? null;
}

document.addEventListener("edit", (event) => open(event.target));
document.addEventListener("dblclick", (event) => open(event.target.closest("td")));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-cell]")) close(event.target.closest("td"));
});

document.addEventListener("keydown", (event) => {
  if (opening && event.key === "Escape") giveUpOpening();
  const form = event.target.closest?.("form.cell");
  if (!form || event.isComposing) return;
  const cell = form.closest("td");
  if (event.key === "Escape") {
    event.stopPropagation();
    close(cell);
  } else if (event.key === "Tab" && !event.target.matches("button")) {
    event.preventDefault();
    next = beside(cell, event.shiftKey ? -1 : 1);
    form.requestSubmit();
  } else if (event.key === "Enter" && event.target.matches("input, select")) {
    event.preventDefault();
    next = null;
    form.requestSubmit();
  }
}, true);

// A refused form comes back with its sentence (422) and takes the place of the one that was sent; any other refusal
// says itself where it belongs.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status !== 422 && !xhr.getResponseHeader("HX-Retarget")) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

document.addEventListener("htmx:afterSwap", ({ target: cell }) => {
  if (!cell.matches?.("[data-edit]")) return;
  opening = null;
  if (isOpen(cell)) {
    const input = cell.querySelector("input:not([type=hidden]), select, textarea");
    input?.focus();
    if (input?.matches("input[type=text], input[type=number]")) input.select();
    return;
  }
  link(cell);
  if (next) open(next);
  else cell.closest("tr").querySelector("a")?.focus({ preventScroll: true });
  next = null;
});
