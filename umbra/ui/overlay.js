// Positions a small overlay beside its anchor and inside the window.
const GAP = 4;
const EDGE = 8;

/** Positions `overlay` (position: fixed, shown) below `anchor`, or above if there is no room. */
export function position(overlay, anchor, align = "start") {
  const at = anchor.getBoundingClientRect();
  const width = overlay.offsetWidth;
  const height = overlay.offsetHeight;
  const below = at.bottom + GAP + height <= window.innerHeight - EDGE;
  const top = below || at.top < height + GAP + EDGE ? at.bottom + GAP : at.top - GAP - height;
  const wanted = { start: at.left, end: at.right - width, center: (at.left + at.right - width) / 2 };
  overlay.style.left = `${clamp(wanted[align], EDGE, window.innerWidth - width - EDGE)}px`;
  overlay.style.top = `${clamp(top, EDGE, Math.max(EDGE, window.innerHeight - height - EDGE))}px`;
  overlay.dataset.side = top < at.top ? "above" : "below";
}

/** Repositions `overlay` while the window scrolls or is resized; returns a function that stops. */
export function keepPositioned(overlay, anchor, align) {
  const reposition = () => position(overlay, anchor, align);
  reposition();
  window.addEventListener("resize", reposition);
  window.addEventListener("scroll", reposition, true);
  return () => {
    window.removeEventListener("resize", reposition);
    window.removeEventListener("scroll", reposition, true);
  };
}

function clamp(value, low, high) {
  return Math.max(low, Math.min(value, high));
}
