// Where a part of the page is fetched anew, whoever stood in it stands on the same thing again, else where the new begins.
const SIGNS = /[\s\d↑↓▸▾]+/g;
const STOPS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
let stood = null;

const words = (stop) => [stop.tagName, stop.name, stop.ariaLabel, stop.textContent].join(" ").replace(SIGNS, "");

function beginningOf(part) {
  if (part.matches(STOPS)) return part;
  const stop = part.matches("[data-row], [data-card], li, tr") ? part.querySelector(STOPS) : part.querySelector(":scope > form :is(input:not([type=hidden]), select, textarea)");
  if (!stop) part.tabIndex = -1;
  return stop ?? part;
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const at = document.activeElement;
  stood = detail.target.contains(at) && at.matches(STOPS) ? words(at) : null;
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (stood === null || document.activeElement !== document.body || !target.isConnected) return;
  const same = [target, ...target.querySelectorAll(STOPS)].find((stop) => words(stop) === stood && stop.checkVisibility());
  (same ?? beginningOf(target)).focus({ preventScroll: true });
  stood = null;
});
