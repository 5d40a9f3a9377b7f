// Columns of a list: their width at the edge of a heading, their order in the menu, a further sort key by shift-click.
const NARROWEST = 48;
const WIDEST = 900;
const STEP = 16;
const headings = (table) => [...table.querySelectorAll("th[data-column]")];

document.addEventListener("click", (event) => {
  const link = event.shiftKey && event.target.closest("th a");
  if (!link) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  link.parentElement.querySelector(".added")?.click();
}, true);

// An edge is moved by keys too, so it says how wide its column is.
document.addEventListener("htmx:load", ({ target }) => {
  for (const edge of target.querySelectorAll("[data-edge]")) {
    Object.assign(edge, { ariaValueMin: NARROWEST, ariaValueMax: WIDEST, ariaValueNow: Math.round(edge.parentElement.offsetWidth) });
  }
});

function send(widths) {
  const form = document.querySelector("[data-widths]");
  form.elements.columns.value = Object.entries(widths).map(([name, width]) => `${name}:${width}`).join(",");
  form.requestSubmit();
}

// Every column keeps the width it has, so that only the one that is pulled changes.
function settle(table) {
  const widths = Object.fromEntries(headings(table).map((th) => [th.dataset.column, Math.round(th.offsetWidth)]));
  for (const th of headings(table)) th.style.width = `${widths[th.dataset.column]}px`;
  table.classList.add("sized");
  return widths;
}

document.addEventListener("pointerdown", (event) => {
  const edge = event.target.closest("[data-edge]");
  if (!edge) return;
  event.preventDefault();
  const th = edge.closest("th");
  const widths = settle(th.closest("table"));
  const start = event.clientX - widths[th.dataset.column];
  const pull = ({ clientX }) => {
    widths[th.dataset.column] = Math.max(Math.round(clientX - start), NARROWEST);
    th.style.width = `${widths[th.dataset.column]}px`;
  };
  edge.setPointerCapture(event.pointerId);
  edge.addEventListener("pointermove", pull);
  edge.addEventListener("pointerup", () => {
    edge.removeEventListener("pointermove", pull);
    send(widths);
  }, { once: true });
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
  if (!step || !event.target.matches("[data-edge]")) return;
  event.preventDefault();
  const th = event.target.closest("th");
  const widths = settle(th.closest("table"));
  widths[th.dataset.column] = Math.max(widths[th.dataset.column] + step, NARROWEST);
  send(widths);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-choose] [data-move]");
  if (!button) return;
  const item = button.closest("li");
  if (button.dataset.move === "1") item.nextElementSibling?.after(item);
  else item.previousElementSibling?.before(item);
  button.focus();
});

let carried = null;
document.addEventListener("dragstart", (event) => { carried = event.target.closest?.("[data-choose] li") ?? null; });
document.addEventListener("dragend", () => { carried = null; });
document.addEventListener("dragover", (event) => {
  const over = carried && event.target.closest("[data-choose] li");
  if (!over) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) over.before(carried);
  else over.after(carried);
});
