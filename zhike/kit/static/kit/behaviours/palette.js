// The list below the search box is walked with the arrows; Enter takes the first of what was found for what is typed.
const box = document.querySelector(".find");

function walk(step) {
  const all = [...box.querySelectorAll("input, .found a")];
  all[Math.min(Math.max(all.indexOf(document.activeElement) + step, 0), all.length - 1)]?.focus();
}

box?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    walk(step);
    return;
  }
  if (event.key !== "Enter" || event.target.id !== "find" || !event.target.value.trim()) return;
  const answer = box.querySelector("[data-typed]");
  const first = answer?.dataset.typed === event.target.value.trim() && answer.querySelector("a");
  if (!first) return; // not answered yet: the form itself asks for the page of everything found
  event.preventDefault();
  first.click();
});
