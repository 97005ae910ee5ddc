/** Records the times of paints and of the first row or calendar entry; runs before the first script of the page. */
(() => {
  const ROW = "li[data-row], [data-entry]";
  const QUIET = 800;
  const load = { firstContentfulPaint: 0, largestContentfulPaint: 0, firstRow: null };
  let lastChange = performance.now();

  const watch = (type, record) =>
    new PerformanceObserver((list) => {
      lastChange = performance.now();
      list.getEntries().forEach(record);
    }).observe({ type, buffered: true });

  watch("paint", (entry) => {
    if (entry.name === "first-contentful-paint") load.firstContentfulPaint = entry.startTime;
  });
  watch("largest-contentful-paint", (entry) => {
    load.largestContentfulPaint = entry.startTime;
  });
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector(ROW)) return;
    load.firstRow = performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true });
  new MutationObserver(() => {
    lastChange = performance.now();
  }).observe(document, { subtree: true, childList: true });

  window.umbraLoad = {
    /** The recorded times, once nothing has been painted or changed for QUIET milliseconds. */
    async settled() {
      while (performance.now() - lastChange < QUIET || !load.largestContentfulPaint) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return load;
    },
  };
})();
