// [ and ] go to the row before and the row after in the list one came from.
const KEY = "list one came from";
const listed = () => [...document.querySelectorAll("#list tr[data-href]")].map((row) => row.dataset.href);

addEventListener("pagehide", () => {
  const rows = listed();
  if (rows.length) sessionStorage.setItem(KEY, JSON.stringify(rows));
});

const rows = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
const at = rows.indexOf(location.pathname);
for (const [key, step] of [["[", -1], ["]", 1]]) {
  const to = at < 0 ? undefined : rows[at + step];
  const link = document.querySelector(`[data-key="${key}"]`);
  if (to && link) Object.assign(link, { href: to, hidden: false });
}
