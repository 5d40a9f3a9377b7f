// Choosing rows of a list: by click, by x, a range with Shift, and all that match across the pages.
const all = (selector) => [...document.querySelectorAll(selector)];
const ticks = () => all("[data-tick]");
const bar = () => document.querySelector("[data-bulk]");
let last = null;
let opener = null; // what opened the form of the bar

function show() {
  const form = bar();
  if (!form) return;
  const chosen = ticks().filter((tick) => tick.checked).length;
  const whole = document.querySelector("[data-tick-all]");
  whole.checked = chosen > 0 && chosen === ticks().length;
  whole.indeterminate = chosen > 0 && !whole.checked;
  const every = form.querySelector("[data-all]").value !== "";
  if (chosen === 0 && form.contains(document.activeElement)) (last ?? whole).focus();
  form.hidden = chosen === 0;
  form.querySelector("[data-count]").textContent = chosen;
  form.querySelector("[data-some]").hidden = every;
  form.querySelector("[data-take-all]")?.toggleAttribute("hidden", every || !whole.checked);
  form.querySelector("[data-every]")?.toggleAttribute("hidden", !every);
  if (form.hidden) fold();
}

function set(some, checked) {
  for (const tick of some) tick.checked = checked;
  if (bar()) bar().querySelector("[data-all]").value = "";
  show();
}

function fold() {
  bar()?.querySelector("#bulk-form")?.replaceChildren();
}

function giveUp() {
  fold();
  opener?.focus();
}

function range(to, checked) {
  const every = ticks();
  const [from, until] = [every.indexOf(last), every.indexOf(to)].sort((a, b) => a - b);
  set(from < 0 ? [to] : every.slice(from, until + 1), checked);
}

document.addEventListener("click", (event) => {
  const cell = event.target.closest("td.pick");
  opener = event.target.closest(".bulk-bar [hx-post]") ?? opener;
  const tick = event.target.closest("[data-tick]") ?? cell?.querySelector("[data-tick]");
  if (tick) {
    if (tick !== event.target) tick.checked = !tick.checked; // beside the box is on the box
    if (event.shiftKey) range(tick, tick.checked);
    else set([tick], tick.checked);
    last = tick;
  } else if (event.target.matches("[data-tick-all]")) {
    set(ticks(), event.target.checked);
  } else if (event.target.closest("[data-take-all]")) {
    bar().querySelector("[data-all]").value = "1";
    show();
  } else if (event.target.closest("[data-clear]")) {
    set(ticks(), false);
  } else if (event.target.closest("[data-fold]")) {
    giveUp();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || !bar() || bar().hidden) return;
  if (bar().contains(event.target) && bar().querySelector("#bulk-form > *")) giveUp();
  else if (!event.target.closest("input:not([type=checkbox]), select, textarea, :popover-open")) set(ticks(), false);
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "bulk-form") event.target.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
  else if (event.target.id === "list") show();
});
addEventListener("pageshow", show);
