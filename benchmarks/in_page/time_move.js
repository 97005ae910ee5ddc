/**
 * Resolves to the milliseconds from the next drop until the page says that the event was moved,
 * which it does with the server's answer.
 */
() => {
  window.umbraMove = new Promise((resolve) => {
    let dropped = 0;
    const note = () => {
      dropped = performance.now();
    };
    window.addEventListener("mouseup", note, { capture: true, once: true });
    new MutationObserver((changes, observer) => {
      const added = changes.flatMap((change) => [...change.addedNodes]);
      if (!dropped || !added.some((node) => node.textContent.includes("Moved “"))) return;
      observer.disconnect();
      resolve(performance.now() - dropped);
    }).observe(document.body, { subtree: true, childList: true });
  });
};
