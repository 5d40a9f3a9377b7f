// O goes to the card of objections; a digit then chooses the kind, and the next one the method.
const form = document.querySelector("form[data-capture]");
const steps = (form) => (form.querySelector(".way") ? [...form.querySelectorAll(".way")] : [...form.querySelectorAll(".kinds input")]);
let listens = false;

form?.querySelector("[data-key=o]")?.addEventListener("click", () => {
  listens = true;
  form.scrollIntoView({ block: "center" });
  form.querySelector(".kinds input")?.focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  if (!form || !listens || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input[type=text], textarea, select")) return;
  if (event.key === "Escape") listens = false;
  const chosen = steps(form)[Number(event.key) - 1];
  if (!/^[1-9]$/.test(event.key) || !chosen) return;
  event.preventDefault();
  chosen.click();
});
