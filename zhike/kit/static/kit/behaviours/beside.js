// A related row is created in a dialog beside the form that wants it, and its name is filled in there.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status !== 422) return;
  detail.shouldSwap = true; // a refused form is shown again, with what was typed and why
  detail.isError = false;
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const dialog = detail.target;
  if (dialog?.id !== "beside") return;
  const made = dialog.querySelector("[data-into]");
  if (!made) {
    if (!dialog.open) dialog.showModal();
    dialog.querySelector(".error + *, input:not([type=hidden]), textarea, select")?.focus();
    return;
  }
  const input = document.getElementById(made.dataset.into);
  dialog.close();
  input.value = made.dataset.picked;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("dialog [data-close]")) target.closest("dialog").close();
});
