// A toast leaves after ten seconds; it waits while the pointer or the focus is on it.
const LIFE = 10_000;
const toasts = document.getElementById("toasts");

function start(toast) {
  let left;
  const leave = () => toast.remove();
  const go = () => { left = setTimeout(leave, LIFE); };
  const hold = () => clearTimeout(left);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, go);
  toast.querySelector("[data-close]")?.addEventListener("click", leave);
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
