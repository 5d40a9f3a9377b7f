// Keys for people who stay at the keyboard. Nothing happens while something is being typed, except Ctrl-K and Escape.
const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const shown = (element) => element && element.offsetParent !== null;
const rows = () => [...document.querySelectorAll("tr[data-href], [data-row]")].filter(shown);
const press = (selector) => [...document.querySelectorAll(selector)].find(shown)?.click();
const single = document.querySelector("[data-single-keys]"); // speech and unsteady hands press single keys unmeant
const OFF = "single keys are off";
let waitsForPlace = 0;
let left = null; // where one stood before the search was called

if (single) {
  single.checked = localStorage.getItem(OFF) === null;
  single.addEventListener("change", () => (single.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("here"));
  const to = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all[at]?.classList.remove("here");
  to.classList.add("here");
  to.scrollIntoView({ block: "nearest" });
  (to.matches("a") ? to : to.querySelector("a"))?.focus({ preventScroll: true });
}

function find(selector) {
  const box = document.querySelector(selector) ?? document.getElementById("find");
  if (box !== document.activeElement) left = document.activeElement;
  box?.focus();
  box?.select();
}

const here = () => document.querySelector(".here:is(tr[data-href], [data-row])");
const keys = {
  j: () => move(1),
  k: () => move(-1),
  Enter: () => { const row = here(); (row?.matches("a") ? row : row?.querySelector("a"))?.click(); },
  x: () => here()?.querySelector("[data-key=x]")?.click(),
  X: () => here()?.querySelector("[data-tick]")?.dispatchEvent(new MouseEvent("click", { shiftKey: true, bubbles: true, cancelable: true })),
  "/": () => find("[data-key='/']"),
  c: () => press("[data-key=c], .h .btn.p[href]"),
  e: () => {
    const cell = here()?.querySelector("table[data-edits] [data-edit]");
    if (cell) cell.dispatchEvent(new CustomEvent("edit", { bubbles: true }));
    else press("[data-key=e]");
  },
  g: () => { waitsForPlace = Date.now(); },
  "?": () => document.getElementById("keys")?.togglePopover(),
};

function close(menu) {
  if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  menu.removeAttribute("open");
}

function leave(box) {
  box.blur();
  if (left?.isConnected && box.closest(".find")) left.focus({ preventScroll: true });
}

function goTo(letter) {
  document.querySelector(`[data-letter="${CSS.escape(letter)}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    find("#find");
    return;
  }
  if (event.key === "Escape") {
    if (event.target.hasAttribute("aria-activedescendant")) return; // the list that it stands on is left first
    document.querySelectorAll("details.menu[open]").forEach(close);
    if (event.target.closest(".find") || (typing(event.target) && !event.target.closest("dialog"))) leave(event.target);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || single?.checked === false) return;
  if (waitsForPlace && Date.now() - waitsForPlace < 1500) {
    waitsForPlace = 0;
    goTo(event.key);
    return;
  }
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  const marked = () => press(`[data-key="${CSS.escape(event.key)}"]`);
  if (!keys[event.key] && !document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)) return;
  event.preventDefault();
  (keys[event.key] ?? marked)();
});

