// What was typed is never lost: it is kept in this tab, by form and person, until it is saved or given up. A form that
// asks for no such keeping finds it again where what it sent was refused, and its page is the next that is opened.
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "upload"]);
const forms = () => [...document.querySelectorAll("form[data-keep]")];
const name = (form) => `typed ${form.dataset.keep} ${form.getAttribute("action") ?? location.pathname}`;
const wasRefused = document.querySelector("[data-refused]") !== null;
const waits = wasRefused || document.querySelector(".door") !== null;
const here = location.pathname + location.search;
const others = () => [...document.querySelectorAll("form[method=post]:not([data-keep], [data-bulk], [hx-post], :has([type=password]))")];
let dirty = null;

function typed(form) {
  return [...new FormData(form)].filter(([key, value]) => !LEFT_OUT.has(key) && typeof value === "string");
}

function keep(form) {
  sessionStorage.setItem(name(form), JSON.stringify({ values: typed(form), sent: false }));
}

function forget(form) {
  sessionStorage.removeItem(name(form));
  if (dirty === form) dirty = null;
}

function bringBack(form) {
  const kept = JSON.parse(sessionStorage.getItem(name(form)) ?? "null");
  if (!kept) return;
  if (form.hasAttribute("data-bound")) {
    keep(form);
    return;
  }
  fill(form, kept.values);
  form.querySelector("[data-kept]")?.removeAttribute("hidden");
}

function fill(form, typed) {
  const values = new Map();
  for (const [key, value] of typed) values.set(key, [...(values.get(key) ?? []), value]);
  for (const input of form.elements) {
    if (!input.name || LEFT_OUT.has(input.name) || input.type === "file") continue;
    const had = values.get(input.name) ?? [];
    if (input.type === "checkbox" || input.type === "radio") input.checked = had.includes(input.value);
    else if (input.multiple) for (const option of input.options) option.selected = had.includes(option.value);
    else if (had.length) input.value = had.shift();
  }
}

// What a page wrote into its form unseen is as that page says it, not as it was sent.
function takeBackRefused() {
  const sent = JSON.parse(sessionStorage.getItem("sent") ?? "null");
  sessionStorage.removeItem("sent");
  if (wasRefused && sent) sessionStorage.setItem("sent", JSON.stringify({ ...sent, wasRefused }));
  const form = sent?.wasRefused && sent.page === here && others()[sent.nth];
  if (!form || form.getAttribute("action") !== sent.action) return;
  fill(form, sent.values.filter(([key]) => form.elements[key]?.type !== "hidden"));
  form.closest("details")?.setAttribute("open", "");
}

// Whatever was sent and did not come back refused is saved; at the door it only waits.
function tidy() {
  const kept = new Set(forms().map(name));
  for (const key of Object.keys(sessionStorage).filter((key) => key.startsWith("typed "))) {
    if (!kept.has(key) && !waits && JSON.parse(sessionStorage.getItem(key)).sent) sessionStorage.removeItem(key);
  }
}

tidy();
forms().forEach(bringBack);
takeBackRefused();

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.matches("[data-keep]")) return;
  dirty = form;
  keep(form);
});
document.addEventListener("submit", ({ target: form }) => {
  const nth = others().indexOf(form);
  if (nth >= 0) sessionStorage.setItem("sent", JSON.stringify({ page: here, nth, action: form.getAttribute("action"), values: typed(form) }));
  if (!form.matches("[data-keep]")) return;
  sessionStorage.setItem(name(form), JSON.stringify({ values: typed(form), sent: true }));
  dirty = null;
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt;
  const answer = detail.xhr;
  if (!form.matches?.("[data-keep]") || !detail.successful || answer.getResponseHeader("HX-Redirect")) return;
  forget(form);
  form.reset();
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-forget]");
  if (!button) return;
  forget(button.closest("form"));
  if (!button.href) location.reload();
});
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  if (detail.xhr.getResponseHeader("HX-Redirect")) dirty = null; // the session has ended; what was typed waits
});
addEventListener("beforeunload", (event) => { if (dirty?.isConnected) event.preventDefault(); });
