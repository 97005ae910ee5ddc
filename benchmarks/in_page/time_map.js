/**
 * Switches the location page to the map, and resolves to the milliseconds from the switch until its
 * `places` are painted.
 */
(places) =>
  new Promise((resolve) => {
    const isPainted = () => document.querySelector(`.location-map[data-painted="${places}"]`);
    const started = performance.now();
    new MutationObserver((_, observer) => {
      if (!isPainted()) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - started));
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-painted"] });
    document.querySelector('input[name="location-view"][value="map"]').click();
  });
