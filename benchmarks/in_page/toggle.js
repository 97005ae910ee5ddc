/**
 * Ticks `count` rows in turn and resolves to the milliseconds of each, from the click
 * until the row carries the version that the server confirmed.
 */
async ({ row, tick, count }) => {
  const PATIENCE = 30_000;
  const PAUSE = 100; // milliseconds: what a tick brings about elsewhere is over by then
  const ids = [...document.querySelectorAll(row)].slice(0, 10).map((item) => item.dataset.todoId);
  const item = (id) => document.querySelector(`[data-todo-id="${id}"]`);

  const confirmed = (id, before) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${id} was not confirmed`)), PATIENCE);
      const observer = new MutationObserver(() => {
        const version = item(id)?.dataset.version;
        if (version === undefined || version === before) return;
        const now = performance.now();
        observer.disconnect();
        clearTimeout(late);
        resolve(now);
      });
      observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-version"] });
    });

  const idle = () => new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve, PAUSE)));

  const milliseconds = [];
  for (let turn = 0; turn < count; turn += 1) {
    const id = ids[Math.floor(turn / 2) % ids.length];
    await idle();
    const answer = confirmed(id, item(id).dataset.version);
    const clicked = performance.now();
    item(id).querySelector(tick).click();
    milliseconds.push((await answer) - clicked);
  }
  return milliseconds;
};
