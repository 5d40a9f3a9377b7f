// Tags typed with commas between them are shown as chips; without this script they are a line of text that means the same.
const APART = /[,，;；、\n]/;
const words = (text) => text.split(APART).map((word) => word.trim()).filter(Boolean);
const line = (box) => box.querySelector("[data-tokens]");
const entry = (box) => box.querySelector("input:not([data-tokens])");

function show(box) {
  box.querySelectorAll(".tag").forEach((chip) => chip.remove());
  for (const word of words(line(box).value)) {
    const chip = Object.assign(document.createElement("span"), { className: "tag", textContent: word });
    const off = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    off.dataset.off = word;
    off.setAttribute("aria-label", `× ${word}`);
    chip.append(off);
    entry(box).before(chip);
  }
}

function say(box, some) {
  line(box).value = [...new Map(some.map((word) => [word.toLowerCase(), word])).values()].join(", ");
  line(box).dispatchEvent(new Event("input", { bubbles: true }));
  show(box);
}

function take(box) {
  const typed = words(entry(box).value);
  entry(box).value = "";
  if (typed.length) say(box, [...words(line(box).value), ...typed]);
}

function build(input) {
  const box = Object.assign(document.createElement("div"), { className: "tokens" });
  const known = Object.assign(document.createElement("datalist"), { id: `${input.id}-known` });
  const typing = Object.assign(document.createElement("input"), { id: input.id, autocomplete: "off", maxLength: 40 });
  const had = document.activeElement === input;
  typing.setAttribute("list", known.id);
  typing.addEventListener("focus", () => htmx.ajax("GET", input.dataset.tokens, { target: known }), { once: true });
  input.removeAttribute("id");
  input.before(box);
  input.type = "hidden";
  box.append(input, typing, known);
  show(box);
  if (had) typing.focus();
}

const begin = (root) => root.querySelectorAll("input[data-tokens]:not([type=hidden])").forEach(build);
begin(document);
document.addEventListener("htmx:load", ({ target }) => begin(target));
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".tokens");
  if (!box || event.isComposing) return;
  if ((event.key === "Enter" || APART.test(event.key)) && entry(box).value.trim()) {
    event.preventDefault();
    take(box);
  } else if (event.key === "Backspace" && !entry(box).value) say(box, words(line(box).value).slice(0, -1));
}, true);
document.addEventListener("change", ({ target }) => { if (target.closest?.(".tokens")) take(target.closest(".tokens")); });
document.addEventListener("click", ({ target }) => {
  const box = target.closest(".tokens");
  if (!box) return;
  if (target.dataset.off) say(box, words(line(box).value).filter((word) => word !== target.dataset.off));
  entry(box).focus();
});
