// A cube: arrows go from number to number; a drawing becomes a picture in dots; "from – to" shows its days.
const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const SHARP = 2; // dots for each of the drawing

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-cube] td, [data-cube] th");
  const move = step[event.key];
  if (!cell || !move || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...cell.closest("table").rows];
  let [row, column] = [rows.indexOf(cell.parentElement), cell.cellIndex];
  for (;;) {
    row += move[0];
    column += move[1];
    const next = rows[row]?.cells[column];
    if (!next) return;
    const link = next.querySelector("a");
    if (link) {
      event.preventDefault();
      link.focus();
      return;
    }
  }
});

document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-png]");
  if (!asked) return;
  const drawing = new Image();
  drawing.addEventListener("load", () => {
    const sheet = document.createElement("canvas");
    sheet.width = drawing.naturalWidth * SHARP;
    sheet.height = drawing.naturalHeight * SHARP;
    sheet.getContext("2d").drawImage(drawing, 0, 0, sheet.width, sheet.height);
    sheet.toBlob((made) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(made);
      link.download = `${document.querySelector("h1").textContent.trim()}.png`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  });
  drawing.src = asked.dataset.png;
});

// What is typed or ticked several times is asked when its button is pressed; all else at once.
document.addEventListener("change", (event) => {
  if (!event.target.closest(".ask")) return;
  const days = event.target.form.querySelector(".span");
  if (event.target.name === "window") days.hidden = event.target.value !== "between";
  const waits = event.target.matches("[name=calc], [name=measures], [type=date]");
  if (waits || (event.target.name === "window" && !days.hidden)) event.stopImmediatePropagation();
}, true);
