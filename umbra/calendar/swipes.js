// Swipes to the left and to the right, which turn pages.
const SWIPE_PX = 60;
const SWIPE_MS = 600;

/**
 * Calls `turn(1)` after a swipe to the left over `root`, and `turn(-1)` after one to the right,
 * unless `isBusy()`. Returns a function that removes the listeners.
 */
export function watchSwipes(root, isBusy, turn) {
  let start = null;
  const begin = (event) => {
    const [touch] = event.touches;
    start = event.touches.length === 1 ? { x: touch.clientX, y: touch.clientY, at: event.timeStamp } : null;
  };
  const end = (event) => {
    if (!start || isBusy()) return;
    const [touch] = event.changedTouches;
    const [right, down] = [touch.clientX - start.x, touch.clientY - start.y];
    const quick = event.timeStamp - start.at < SWIPE_MS;
    start = null;
    if (quick && Math.abs(right) > SWIPE_PX && Math.abs(right) > 2 * Math.abs(down)) turn(right < 0 ? 1 : -1);
  };
  root.addEventListener("touchstart", begin, { passive: true });
  root.addEventListener("touchend", end, { passive: true });
  return () => {
    root.removeEventListener("touchstart", begin);
    root.removeEventListener("touchend", end);
  };
}
