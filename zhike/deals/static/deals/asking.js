// After a card of the board of deals was moved, the next step is asked for where none is known.
const board = document.querySelector('[data-moves^="pipeline_"]');

async function ask(card) {
  const answer = await fetch(card.dataset.move.replace(/move\/$/, "asking/"), { headers: { "HX-Request": "true" } });
  if (answer.status !== 200) return;
  document.querySelector("[data-asking]")?.remove();
  document.body.insertAdjacentHTML("beforeend", await answer.text());
  const dialog = document.querySelector("[data-asking]");
  dialog.querySelector("[name=next]").value = location.pathname + location.search;
  dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());
  dialog.showModal();
}

if (board) {
  // Cards that come with an answer say which column they are in; those of a refused move stay where they were.
  new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    const moved = added.find((node) => node.matches?.("[data-card][data-in]"));
    const refused = document.querySelector("#toasts .toast.bad");
    if (moved && !refused) ask(moved);
  }).observe(board, { childList: true, subtree: true });
}
