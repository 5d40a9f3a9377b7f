// A chart is taken along as PNG or SVG: its colours are written into it first, for outside there is no style sheet.
const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin", "font-size", "font-family", "font-weight", "paint-order"];
const SCALE = 2;
const HEAD = 50;
const SVG = "http://www.w3.org/2000/svg";

// Outside its page a chart still says what it shows, in what, and which run it is of.
function headed(copy, card, x, y) {
  const title = card.querySelector("h2");
  const note = title?.querySelector("small")?.textContent.trim();
  const words = title?.firstChild.textContent.trim() ?? document.querySelector("h1").textContent.trim();
  const lines = [[note ? `${words} · ${note}` : words, 15, -28], [document.querySelector("[data-provenance]")?.textContent.trim() ?? "", 12, -9]];
  const look = getComputedStyle(card);
  for (const [text, size, down] of lines) {
    const line = document.createElementNS(SVG, "text");
    line.textContent = text;
    for (const [name, value] of Object.entries({ x: x + 4, y: y + down, "font-size": size, "font-family": look.fontFamily, fill: look.color })) line.setAttribute(name, value);
    copy.append(line);
  }
}

function dressed(drawn) {
  const copy = drawn.cloneNode(true);
  const parts = [...copy.querySelectorAll("*")];
  [...drawn.querySelectorAll("*")].forEach((part, at) => {
    const look = getComputedStyle(part);
    for (const name of LOOKS) parts[at].style.setProperty(name, look.getPropertyValue(name));
  });
  const { x, y, width, height } = drawn.viewBox.baseVal;
  const tall = height + HEAD;
  headed(copy, drawn.closest(".picture"), x, y);
  copy.setAttribute("viewBox", `${x} ${y - HEAD} ${width} ${tall}`);
  copy.setAttribute("xmlns", SVG);
  copy.setAttribute("width", width);
  copy.setAttribute("height", tall);
  return { text: new XMLSerializer().serializeToString(copy), width, height: tall };
}

function painted({ text, width, height }, ground) {
  return new Promise((done, fail) => {
    const picture = new Image();
    picture.onerror = fail;
    picture.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = width * SCALE;
      canvas.height = height * SCALE;
      const brush = canvas.getContext("2d");
      brush.fillStyle = ground;
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(done, "image/png");
    };
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  });
}

function handOver(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function take(button) {
  const card = button.closest(".picture");
  const chart = card.querySelector("[data-chart]");
  const shown = [...chart.querySelectorAll("svg")].find((one) => one.getBoundingClientRect().width) ?? chart.querySelector("svg");
  const drawn = dressed(shown);
  const kind = button.dataset.take;
  const file = kind === "svg"
    ? new Blob([drawn.text], { type: "image/svg+xml" })
    : await painted(drawn, getComputedStyle(card).backgroundColor);
  handOver(file, `${chart.dataset.chart}.${kind}`);
}

document.querySelectorAll(".takes").forEach((part) => { part.hidden = false; });
document.addEventListener("htmx:load", (event) => {
  event.target.querySelectorAll?.(".takes").forEach((part) => { part.hidden = false; });
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-take]");
  if (button) take(button);
});
