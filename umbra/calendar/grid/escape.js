/**
 * Lets Escape end a drag, a stretch or a selection in `root` by the mouse, which FullCalendar does
 * not. `canceled.current` is true until the next press, so that what still arrives of the gesture
 * can be ignored. Returns a function that removes the listeners.
 */
export function cancelByEscape(root, canceled) {
  let pressed = false;
  const down = (event) => {
    pressed = root.contains(event.target);
    canceled.current = false;
  };
  const up = () => {
    pressed = false;
  };
  const key = (event) => {
    if (!pressed) canceled.current = false;
    if (event.key !== "Escape" || !pressed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    canceled.current = true;
    // Outside of the grid nothing can be dropped, so that FullCalendar puts the entry back.
    for (const type of ["mousemove", "mouseup"]) {
      document.dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: -9999, clientY: -9999 }));
    }
  };
  const click = (event) => {
    if (!canceled.current || !root.contains(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const listeners = [
    ["pointerdown", down],
    ["pointerup", up],
    ["pointercancel", up],
    ["keydown", key],
    ["click", click],
  ];
  for (const [type, listener] of listeners) window.addEventListener(type, listener, true);
  return () => {
    for (const [type, listener] of listeners) window.removeEventListener(type, listener, true);
  };
}
