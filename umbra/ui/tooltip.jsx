// Tooltips for elements with data-tip: the first after a delay, further ones at once if they
// follow within a moment.
import { useEffect, useRef } from "react";
import { position } from "$/public/external/umbra/ui/overlay/overlay.js";

const DELAY_MS = 500;
const NO_DELAY_WITHIN_MS = 300;

export function Tooltips() {
  const tip = useRef(null);

  useEffect(() => {
    const bubble = tip.current;
    let timer = 0;
    let anchor = null;
    let noDelayUntil = 0;

    const hide = () => {
      clearTimeout(timer);
      if (bubble.matches(":popover-open")) {
        bubble.hidePopover();
        noDelayUntil = Date.now() + NO_DELAY_WITHIN_MS;
      }
      anchor = null;
    };
    const show = () => {
      if (!anchor?.isConnected || anchor.getAttribute("aria-expanded") === "true") return;
      bubble.textContent = anchor.dataset.tip;
      if (bubble.matches(":popover-open")) bubble.hidePopover();
      bubble.showPopover();
      position(bubble, anchor, "center");
    };
    const over = (event) => {
      if (event.pointerType === "touch") return;
      const target = event.target.closest?.("[data-tip]");
      if (target === anchor) return;
      hide();
      if (!target?.dataset.tip) return;
      anchor = target;
      timer = setTimeout(show, Date.now() < noDelayUntil ? 0 : DELAY_MS);
    };
    const focus = (event) => {
      if (event.target.matches?.("[data-tip]:focus-visible")) over(event);
    };
    const press = (event) => event.key === "Escape" && hide();

    const listeners = { pointerover: over, focusin: focus, focusout: hide, pointerdown: hide, keydown: press };
    for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener);
    document.addEventListener("scroll", hide, true);
    return () => {
      clearTimeout(timer);
      for (const [name, listener] of Object.entries(listeners)) {
        document.removeEventListener(name, listener);
      }
      document.removeEventListener("scroll", hide, true);
    };
  }, []);

  return <div ref={tip} popover="manual" role="tooltip" className="tooltip" aria-hidden="true" />;
}
