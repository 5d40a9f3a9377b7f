// Files are dropped or chosen and go up with a bar; people are called by typing @ and the start of their name.
const uploads = (element) => element.closest?.("[data-drop]");

document.addEventListener("dragover", (event) => {
  const card = uploads(event.target);
  document.querySelectorAll("[data-drop].over").forEach((other) => other.classList.toggle("over", other === card));
  if (!card) return;
  event.preventDefault();
  card.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelectorAll(".over").forEach((card) => card.classList.remove("over"));
});
document.addEventListener("drop", (event) => {
  const card = uploads(event.target);
  if (!card) return;
  event.preventDefault();
  card.classList.remove("over");
  const input = card.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-drop] input[type=file]") && target.files.length) target.form.requestSubmit();
});
document.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
  const bar = target.querySelector?.("progress");
  if (!bar || !detail.lengthComputable) return;
  bar.hidden = false;
  bar.max = detail.total;
  bar.value = detail.loaded;
});

const list = Object.assign(document.createElement("div"), { className: "mentions", hidden: true });
list.setAttribute("role", "listbox");
list.id = "mentions";
const called = (box) => /@([^\s@]{0,20})$/.exec(box.value.slice(0, box.selectionStart));
let box = null;
let asked = 0;

async function offer() {
  const found = called(box);
  const turn = ++asked;
  if (!found) { hide(); return; }
  const answer = await fetch(`${box.dataset.mention}?q=${encodeURIComponent(found[1])}`);
  if (turn !== asked || !answer.ok || answer.redirected) return;
  list.innerHTML = await answer.text();
  box.after(list);
  if (!list.firstElementChild) { hide(); return; }
  list.hidden = false;
  box.setAttribute("aria-controls", list.id);
  standOn(list.firstElementChild);
}

// The focus stays in the text; who is stood on is told by name.
function standOn(option) {
  list.querySelector("[aria-selected]")?.removeAttribute("aria-selected");
  option.setAttribute("aria-selected", "true");
  box.setAttribute("aria-activedescendant", option.id);
}

function hide() {
  list.hidden = true;
  box.removeAttribute("aria-activedescendant");
}

function pick(button) {
  const start = box.selectionStart - called(box)[0].length;
  box.setRangeText(`@${button.dataset.name} `, start, box.selectionStart, "end");
  hide();
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", ({ target }) => {
  if (!target.dataset?.mention) return;
  box = target;
  offer();
});
document.addEventListener("keydown", (event) => {
  if (list.hidden || event.target !== box || event.isComposing) return;
  const at = list.querySelector("[aria-selected]");
  const to = { ArrowDown: at.nextElementSibling, ArrowUp: at.previousElementSibling }[event.key];
  if (["ArrowDown", "ArrowUp", "Enter", "Tab", "Escape"].includes(event.key)) event.preventDefault();
  if (to) standOn(to);
  if (event.key === "Enter" || event.key === "Tab") pick(at);
  if (event.key === "Escape") hide();
});
list.addEventListener("mousedown", (event) => {
  const button = event.target.closest("button");
  event.preventDefault();
  if (button) pick(button);
});
document.addEventListener("focusout", ({ target }) => { if (target === box) hide(); });
