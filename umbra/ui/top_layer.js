// Keeps an element usable above modal dialogs: the browser makes everything outside the topmost
// modal dialog inert, also what is above it in the top layer.
import { useEffect, useState } from "react";

/**
 * An element to render into by a portal, and where it is: in the modal dialog that was opened
 * last, else at the end of the page. Moving it hides a popover inside. Both are null on the server.
 */
export const useTopLayer = () => {
  const [layer, setLayer] = useState(null);
  const [place, setPlace] = useState(null);

  useEffect(() => {
    const element = document.createElement("div");
    let opened = [];
    const move = () => {
      const modal = [...document.querySelectorAll("dialog:modal")];
      const before = opened.filter((dialog) => modal.includes(dialog));
      opened = [...before, ...modal.filter((dialog) => !before.includes(dialog))];
      const parent = opened.at(-1) ?? document.body;
      if (element.parentNode !== parent) parent.append(element);
      setPlace(parent);
    };
    move();
    setLayer(element);
    // A dialog that is removed while it is open takes the element with it.
    const observer = new MutationObserver((records) => {
      if (!element.isConnected || records.some(({ type }) => type === "attributes")) move();
    });
    const watched = { subtree: true, childList: true, attributeFilter: ["open"] };
    observer.observe(document.body, watched);
    return () => {
      observer.disconnect();
      element.remove();
    };
  }, []);
  return { layer, place };
};
