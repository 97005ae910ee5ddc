/**
 * Toggles `count` rows in turn and resolves to the time of each in milliseconds, from the click
 * until the row has the version that the server confirmed.
 */
async ({ row, tick, count }) => {
  const TIMEOUT = 30_000;
  const PAUSE = 100; // milliseconds, in which other effects of a toggle end
  const ids = [...document.querySelectorAll(row)].slice(0, 10).map((item) => item.dataset.row);
  const item = (id) => document.querySelector(`[data-row="${id}"]`);

  const confirmed = (id, before) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${id} was not confirmed`)), TIMEOUT);
      const observer = new MutationObserver(() => {
        const version = item(id)?.dataset.version;
        if (version === undefined || version === before) return;
        const now = performance.now();
        observer.disconnect();
        clearTimeout(timer);
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
