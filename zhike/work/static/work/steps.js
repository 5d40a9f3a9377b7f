// How a call ended proposes what usually comes next; what somebody typed is never written over.
const STEP = ["next_what", "next_kind", "next_on", "no_next"];

document.addEventListener("change", ({ target }) => {
  const form = target.form;
  if (target.matches("select[data-submits]")) form.requestSubmit();
  if (!form?.matches("[data-steps]") || target.name !== "result" || target.dataset.what === undefined) return;
  if (!("typed" in form.dataset)) {
    const { what, kind, on, because } = target.dataset;
    [what, kind, on, because].forEach((value, place) => { form.elements[STEP[place]].value = value; });
  }
  form.querySelector("[data-save]")?.focus();
});

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.matches("[data-steps]") || !STEP.includes(target.name)) return;
  form.dataset.typed = "";
  if (target.name === "no_next" && target.value) for (const name of ["next_what", "next_on"]) form.elements[name].value = "";
  if (target.name === "next_what" && target.value) form.elements.no_next.value = "";
});

document.addEventListener("focusin", ({ target }) => { if (target.matches("[data-selects]")) target.select(); });
