// O goes to the card of objections; a digit then chooses the kind, and the next one the method.
const steps = (form) => (form.querySelector(".way") ? [...form.querySelectorAll(".way")] : [...form.querySelectorAll(".kinds input")]);
let listening = null; // the form that takes the digits

document.addEventListener("click", ({ target }) => {
  const form = target.closest("[data-key=o]")?.closest("form[data-capture]");
  if (!form) return;
  listening = form;
  form.scrollIntoView({ block: "center" });
  form.querySelector(".kinds input")?.focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  if (!listening?.isConnected || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input[type=text], textarea, select")) return;
  if (event.key === "Escape") listening = null;
  const chosen = listening && steps(listening)[Number(event.key) - 1];
  if (!/^[1-9]$/.test(event.key) || !chosen) return;
  event.preventDefault();
  chosen.click();
});
