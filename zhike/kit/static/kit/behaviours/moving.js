// Cards of a board and rows of a calendar are walked with the arrows, and moved by pointer, keys or menu.
const root = document.querySelector("[data-moves]");
const toasts = document.getElementById("toasts");
const menu = document.getElementById("move-to");
const zones = [...root.querySelectorAll("[data-to]")];
const zoneOf = (card) => card.closest("[data-to]");
const focus = (card) => card?.querySelector("a")?.focus();
let chosen = null; // the card whose menu is open

function post(card, to) {
  const next = location.pathname + location.search;
  const body = new URLSearchParams({ field: root.dataset.moves, to, version: card.dataset.version, next });
  const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) };
  return fetch(`${card.dataset.move}?${root.dataset.address}`, { method: "POST", body, headers });
}

function say(sentence) {
  const toast = Object.assign(document.createElement("div"), { className: "toast bad" });
  toast.dataset.toast = "";
  toast.append(Object.assign(document.createElement("span"), { textContent: sentence }));
  toasts.append(toast);
}

// The card goes there at once, and back if the server says no; the answer is the card as it is now.
async function move(card, zone) {
  const from = zoneOf(card);
  if (!("movable" in root.dataset) || !zone || zone === from || card.ariaBusy) return;
  const [anchor, hadFocus] = [card.nextSibling, card.contains(document.activeElement)];
  const back = () => from.insertBefore(card, anchor?.parentNode === from ? anchor : null);
  card.ariaBusy = "true";
  zone.prepend(card);
  try {
    const answer = await post(card, zone.dataset.to);
    const form = answer.headers.get("HX-Redirect");
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = part.querySelector("[data-card]");
    if (!now && !form && answer.status !== 404) throw new Error(answer.status);
    if (form) back();
    if (form) location.assign(form);
    else if (now) {
      const home = zones.find(({ dataset }) => dataset.to === now.dataset.in) ?? from;
      if (home === from) back();
      else home.prepend(card);
      card.replaceWith(now);
      for (const head of part.querySelectorAll("[data-head]")) {
        root.querySelector(`[data-head="${CSS.escape(head.dataset.head)}"]`)?.replaceWith(head);
      }
      toasts.append(...part.querySelectorAll("[data-toast]"));
      if (hadFocus) focus(now);
    } else {
      card.remove();
      say(root.dataset.gone);
    }
  } catch {
    back();
    say(root.dataset.failed);
  }
  card.ariaBusy = null;
}

root.addEventListener("carried", ({ target, detail }) => move(target, detail));

document.addEventListener("keydown", (event) => {
  const card = event.target.closest("[data-card]");
  const wide = Number(root.dataset.wide ?? 0);
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -wide, ArrowDown: wide, m: 1 }[event.key];
  if (!card || step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const at = zones.indexOf(zoneOf(card));
  if (event.key === "m") move(card, zones[(at + 1) % zones.length]);
  else if (event.shiftKey) move(card, zones[at + step]);
  else if (event.key === "ArrowUp") focus(card.previousElementSibling);
  else if (event.key === "ArrowDown") focus(card.nextElementSibling);
  else {
    const beyond = step > 0 ? zones.slice(at + 1) : zones.slice(0, at).reverse();
    focus(beyond.map((zone) => zone.querySelector("[data-card]")).find(Boolean));
  }
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-menu]");
  const destination = target.closest("[data-destination]")?.dataset.destination;
  if (button) {
    chosen = button.closest("[data-card]");
    const { bottom, right } = button.getBoundingClientRect();
    menu.showPopover();
    menu.style.left = `${Math.max(right - menu.offsetWidth, 8)}px`;
    menu.querySelector("button").focus();
    menu.style.top = `${Math.min(bottom + 4, innerHeight - menu.offsetHeight - 8)}px`;
  } else if (destination !== undefined) {
    menu.hidePopover();
    move(chosen, zones.find(({ dataset }) => dataset.to === destination));
  }
});
