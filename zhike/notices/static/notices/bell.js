// The bell counts what is new and says it in a toast. A page nobody looks at holds no connection.
const bell = document.querySelector("[data-bell]");
const MOST = 99;
let since = bell?.dataset.since;
let source;

function listen() {
  source = new EventSource(`${bell.dataset.bell}?since=${since}`);
  source.addEventListener("count", ({ data }) => show(JSON.parse(data).count));
  source.addEventListener("notice", ({ data, lastEventId }) => {
    const notice = JSON.parse(data);
    since = lastEventId;
    show(notice.count);
    say(notice);
  });
}

function show(count) {
  const text = count > MOST ? `${MOST}+` : String(count || "");
  const figure = bell.querySelector("i");
  if (figure.textContent !== text) figure.textContent = text;
}

function say({ pk, text }) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = "";
  const link = document.createElement("a");
  link.href = `${bell.dataset.open}${pk}/`;
  link.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.dataset.close = "";
  close.ariaLabel = bell.dataset.closeWord;
  close.textContent = "×";
  toast.append(link, close);
  document.getElementById("toasts").append(toast);
}

function turn() {
  source?.close();
  if (document.visibilityState === "visible") listen();
}

if (bell) {
  document.addEventListener("visibilitychange", turn);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", turn);
}
