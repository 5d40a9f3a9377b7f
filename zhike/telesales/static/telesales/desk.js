// The desk: clocks that count up, and a script that is walked through answer by answer.
const two = (number) => String(number).padStart(2, "0");

function tick(clock) {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.clock)) / 1000));
  const hours = Math.floor(seconds / 3600);
  clock.textContent = `${hours ? `${hours}:` : ""}${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}

const clocks = [...document.querySelectorAll("[data-clock]")];
clocks.forEach(tick);
if (clocks.length) setInterval(() => clocks.forEach(tick), 1000);

const script = document.querySelector("[data-script]");
const way = document.querySelector("[data-way]");
const gone = [];

function show(name) {
  for (const step of script.querySelectorAll("[data-step]")) step.hidden = step.dataset.step !== name;
  gone.push(name);
  if (way) way.value = gone.join("\n");
}

if (script) {
  script.addEventListener("click", (event) => {
    const answer = event.target.closest("[data-to]");
    if (answer) show(answer.dataset.to);
  });
  const walked = way?.value.split("\n").filter(Boolean) ?? [];
  (walked.length ? walked : [script.querySelector("[data-step]").dataset.step]).forEach(show);
}

// "Call back when they said" asks for the time first.
document.querySelector(".results")?.addEventListener("submit", (event) => {
  const when = event.target.querySelector("[name=call_at]");
  if (!event.submitter?.matches("[data-asks]") || when.value) return;
  event.preventDefault();
  event.target.querySelector("[data-when]").hidden = false;
  when.focus();
  when.showPicker?.();
});
