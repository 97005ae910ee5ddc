// Where a small overlay stands: beside its anchor, inside the window.
const GAP = 4;
const EDGE = 8;

/** Puts `overlay` (position: fixed, shown) below `anchor`, or above where there is no room. */
export function place(overlay, anchor, align = "start") {
  const at = anchor.getBoundingClientRect();
  const width = overlay.offsetWidth;
  const height = overlay.offsetHeight;
  const below = at.bottom + GAP + height <= window.innerHeight - EDGE;
  const top = below || at.top < height + GAP + EDGE ? at.bottom + GAP : at.top - GAP - height;
  const wanted = { start: at.left, end: at.right - width, center: (at.left + at.right - width) / 2 };
  overlay.style.left = `${within(wanted[align], EDGE, window.innerWidth - width - EDGE)}px`;
  overlay.style.top = `${within(top, EDGE, Math.max(EDGE, window.innerHeight - height - EDGE))}px`;
  overlay.dataset.side = top < at.top ? "above" : "below";
}

/** Keeps `overlay` placed while the window scrolls or changes size; returns how to stop. */
export function keepPlaced(overlay, anchor, align) {
  const again = () => place(overlay, anchor, align);
  again();
  window.addEventListener("resize", again);
  window.addEventListener("scroll", again, true);
  return () => {
    window.removeEventListener("resize", again);
    window.removeEventListener("scroll", again, true);
  };
}

function within(value, low, high) {
  return Math.max(low, Math.min(value, high));
}
