// A toast leaves after ten seconds without the pointer or the focus on it. One that offers to take something back, or
// tells of a refusal, stays until it is closed (WCAG 2.2.1), or three newer ones are there.
const LIFE = 10_000;
const MOST = 4;
const toasts = document.getElementById("toasts");

function start(toast) {
  toast.querySelector("[data-close]")?.addEventListener("click", () => toast.remove());
  while (toasts.childElementCount > MOST) toasts.firstElementChild.remove();
  if (toast.querySelector("form") || toast.matches(".bad:has([data-close])")) return;
  let left;
  const leave = () => { if (toast.matches(":hover, :focus-within")) go(); else toast.remove(); };
  const go = () => { clearTimeout(left); left = setTimeout(leave, LIFE); };
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, go);
  go();
}

toasts.querySelectorAll("[data-toast]").forEach(start);
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) if (node.matches?.("[data-toast]")) start(node);
  }
}).observe(toasts, { childList: true });

// Ctrl-Z takes back what the newest toast offers to take back.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select");
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || typing) return;
  const undo = [...toasts.querySelectorAll("form[data-undo]")].at(-1);
  if (!undo) return;
  event.preventDefault();
  undo.requestSubmit();
});
