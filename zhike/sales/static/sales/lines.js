// Lines with the keyboard: Enter adds or goes down, arrows go between lines, Ctrl+Enter saves. What was added is ready
// for its quantity. A link to hand over is copied by a click.
const form = () => document.querySelector("form[data-lines]");

function beside(input, step) {
  const column = [...form().querySelectorAll(`[name="${CSS.escape(input.name)}"]`)];
  return column[column.indexOf(input) + step] ?? null;
}

function go(input) {
  input?.focus();
  input?.select?.();
}

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!form()?.contains(input) || event.isComposing || !input.matches("input")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form().querySelector('[value="save"]').click();
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (input.matches("[data-add]")) form().querySelector('[value="add"]').click();
    else go(beside(input, 1) ?? form().querySelector("[data-add]"));
  } else if (["ArrowDown", "ArrowUp"].includes(event.key) && input.matches(".figure, .unit")) {
    event.preventDefault();
    go(beside(input, event.key === "ArrowDown" ? 1 : -1));
  }
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const sent = detail.requestConfig?.parameters?.act ?? detail.requestConfig?.triggeringEvent?.submitter?.value;
  if (!form() || detail.target.id !== "lines") return;
  const quantities = form().querySelectorAll('[name="line-quantity"]');
  if (sent === "add" && !form().querySelector("[data-add]").value) go(quantities[quantities.length - 1]);
  else form().querySelector("[data-add]").focus();
});

for (const link of document.querySelectorAll("[data-copy][data-path]")) link.value = new URL(link.dataset.path, location.href).href;

document.addEventListener("click", ({ target }) => {
  if (!target.matches?.("input[data-copy]")) return;
  target.select();
  navigator.clipboard?.writeText(target.value);
});
