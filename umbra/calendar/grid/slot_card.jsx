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
    element.showPopover();
    place(element, slot);
    (element.querySelector(FIRST) ?? element).focus();
    const again = () => place(element, slot);
    const observer = new ResizeObserver(again); // its content grows, as by an error at a field
    observer.observe(element);
    window.addEventListener("resize", again);
    window.addEventListener("scroll", again, true);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", again);
      window.removeEventListener("scroll", again, true);
      if (element.matches(":popover-open")) element.hidePopover();
      releaseSlot(slot);
    };
  }, [open]);

  return (
    <div
      ref={card}
      role="dialog"
      popover="auto"
      tabIndex={-1}
      aria-label={label}
      className="slot-card"
      onToggle={(event) => event.target === card.current && event.newState === "closed" && open && onClose()}
      onClick={(event) => event.target.closest("[data-closes]") && card.current.hidePopover()}
    >
      {open ? children : null}
    </div>
  );
}
