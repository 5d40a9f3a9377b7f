// A card is carried with the pointer, by touch after it was held for a moment; where it is let go, "carried" is told.
const HOLD = 350; // milliseconds
const SLOP = 6; // pixels
const EDGE = 48; // pixels from the side of a board at which it scrolls
let held = null; // what the pointer went down on: card, place, and its ghost once it is carried

function zoneAt({ clientX, clientY }) {
  return document.elementFromPoint(clientX, clientY)?.closest(".lane, .day")?.querySelector("[data-to]");
}

document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-movable] [data-card]");
  if (!card || event.button || event.target.closest("button")) return;
  const at = { clientX: event.clientX, clientY: event.clientY };
  held = { card, at, box: card.getBoundingClientRect(), byTouch: event.pointerType === "touch" };
  if (held.byTouch) held.timer = setTimeout(lift, HOLD);
});

function lift() {
  held.ghost = held.card.cloneNode(true);
  held.ghost.classList.add("ghost");
  held.ghost.style.width = `${held.box.width}px`;
  document.body.append(held.ghost);
  held.card.classList.add("carried");
  follow(held.at);
}

function follow(pointer) {
  const left = held.box.left + pointer.clientX - held.at.clientX;
  held.ghost.style.translate = `${left}px ${held.box.top + pointer.clientY - held.at.clientY}px`;
  const zone = zoneAt(pointer);
  if (zone !== held.zone) {
    held.zone?.parentElement.classList.remove("over");
    zone?.parentElement.classList.add("over");
    held.zone = zone;
  }
  const board = held.card.closest(".board");
  if (!board) return;
  if (pointer.clientX > innerWidth - EDGE) board.scrollBy({ left: 12 });
  else if (pointer.clientX < board.getBoundingClientRect().left + EDGE) board.scrollBy({ left: -12 });
}

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (held.ghost) {
    follow(event);
    return;
  }
  if (Math.hypot(event.clientX - held.at.clientX, event.clientY - held.at.clientY) <= SLOP) return;
  if (held.byTouch) release();
  else lift();
});

function release() {
  if (!held) return;
  clearTimeout(held.timer);
  held.ghost?.remove();
  held.card.classList.remove("carried");
  held.zone?.parentElement.classList.remove("over");
  held = null;
}

// The click that ends a carrying opens nothing.
function swallow(click) {
  click.preventDefault();
  click.stopPropagation();
}

document.addEventListener("pointerup", (event) => {
  const card = held?.ghost && held.card;
  const zone = card && zoneAt(event);
  release();
  if (!card) return;
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }));
  card.dispatchEvent(new CustomEvent("carried", { bubbles: true, detail: zone }));
});
document.addEventListener("pointercancel", release);
document.addEventListener("keydown", ({ key }) => { if (key === "Escape") release(); });
document.addEventListener("touchmove", (event) => { if (held?.ghost) event.preventDefault(); }, { passive: false });
document.addEventListener("contextmenu", (event) => { if (held?.byTouch) event.preventDefault(); });
