// A row of tabs that is wider than the screen begins where one of them is open.
for (const open of document.querySelectorAll(".tabs.second [aria-current]")) {
  const row = open.parentElement;
  row.scrollLeft = open.offsetLeft - row.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
}
