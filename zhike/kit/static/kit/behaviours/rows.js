// A click anywhere in a row opens it; selecting text does not.
document.addEventListener("click", (event) => {
  if (event.target.closest("a, button, input, label, summary, select") || getSelection()?.toString()) return;
  event.target.closest("tr[data-href]")?.querySelector("a")?.click();
});

// An open menu closes when something else is clicked.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});
