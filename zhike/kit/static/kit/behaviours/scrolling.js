// What scrolls and holds nothing to stop at is a stop itself, so that the arrow keys scroll it in every browser.
const SCROLLING = ".wide, .chart, .board";
const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]";

function stopAt(box) {
  if (box.querySelector(STOPS) || (box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight)) return;
  box.tabIndex = 0;
  box.role ??= "group";
  box.ariaLabel ??= box.dataset.chart ?? box.closest("section, main")?.querySelector("h1, h2")?.firstChild.textContent.trim();
}

function look({ target }) {
  if (target.matches?.(SCROLLING)) stopAt(target); // a part that was fetched may be such a box itself
  target.querySelectorAll?.(SCROLLING).forEach(stopAt);
}

document.addEventListener("htmx:load", look);
document.addEventListener("toggle", look, true);
