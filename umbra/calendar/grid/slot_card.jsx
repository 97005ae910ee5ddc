// A small dialog beside the selected slot, with the form that adds an entry there.
import { useLayoutEffect, useRef } from "react";
import { releaseSlot, selectedSlot } from "$/public/external/umbra/calendar/grid/grid/slot.js";

const NARROW = "(max-width: 40rem)";
const GAP = 8;
const EDGE = 8;
const FIRST = "[data-autofocus], input:not([type=hidden]), select, textarea, button";

const clamp = (value, low, high) => Math.max(low, Math.min(value, high));

/** To the right of the slot, or to the left, or below it; inside the window in any case. */
function place(card, selected) {
  const slot = selected?.find();
  const [width, height] = [card.offsetWidth, card.offsetHeight];
  const [right, bottom] = [window.innerWidth - width - EDGE, window.innerHeight - height - EDGE];
  if (matchMedia(NARROW).matches) {
    card.style.left = "";
    card.style.top = "";
  } else if (!slot) {
    card.style.left = `${right / 2}px`;
    card.style.top = `${bottom / 3}px`;
  } else {
    const sides = [slot.right + GAP, slot.left - GAP - width];
    const beside = sides.find((left) => left >= EDGE && left <= right);
    card.style.left = `${clamp(beside ?? slot.left, EDGE, right)}px`;
    card.style.top = `${clamp(beside === undefined ? slot.bottom + GAP : slot.top, EDGE, bottom)}px`;
  }
}

export function SlotCard({ open, label, onClose, children }) {
  const card = useRef(null);

  useLayoutEffect(() => {
    const element = card.current;
    if (!open) return undefined;
    const slot = selectedSlot();
    const opener = document.activeElement;
    element.showPopover();
    place(element, slot);
    (element.querySelector(FIRST) ?? element).focus();

    const again = () => place(element, slot);
    // At the press, so that the slot that it begins to select comes after the end of this one.
    const press = ({ target }) => {
      if (!element.contains(target) && !target.closest?.(".toasts, dialog")) onClose();
    };
    const key = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector("dialog:modal") || element.querySelector(":popover-open")) return;
      event.preventDefault();
      onClose();
    };
    const observer = new ResizeObserver(again); // its content grows, as by an error at a field
    observer.observe(element);
    window.addEventListener("resize", again);
    window.addEventListener("scroll", again, true);
    window.addEventListener("pointerdown", press, true);
    window.addEventListener("keydown", key);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", again);
      window.removeEventListener("scroll", again, true);
      window.removeEventListener("pointerdown", press, true);
      window.removeEventListener("keydown", key);
      const hadFocus = element.contains(document.activeElement);
      element.hidePopover();
      if (hadFocus && opener?.isConnected) opener.focus();
      releaseSlot(slot);
    };
  }, [open]);

  return (
    <div
      ref={card}
      role="dialog"
      popover="manual"
      tabIndex={-1}
      aria-label={label}
      className="slot-card"
      onClick={(event) => event.target.closest("[data-closes]") && onClose()}
    >
      {open ? children : null}
    </div>
  );
}
