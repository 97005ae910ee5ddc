// Loads the drag and drop script lazily: at the first hover or focus of the list or, on devices
// without hover, once the list is mounted. A handle that is pressed before the script has loaded
// starts the drag afterwards, if it is still pressed.
import { useEffect, useRef, useState } from "react";

const HANDLE = "[data-act=lift]";

/**
 * Returns the component `Dragging` once it is loaded (its `onReady` must be `ready`), `prepare`,
 * which loads it, and `press`, the list's handler for pointer and key presses.
 */
export function useDragging(enabled) {
  const [script, setScript] = useState(null);
  const requested = useRef(false);
  const startDrag = useRef(null);
  const pendingPress = useRef(null);

  const prepare = () => {
    if (!enabled || requested.current) return;
    requested.current = true;
    import("$/public/external/umbra/ui/local/row_list/dragging.jsx").then(setScript, () => {
      requested.current = false; // loading failed: the next call tries again
    });
  };
  const ready = (start) => {
    startDrag.current = start;
    if (pendingPress.current) start(...pendingPress.current);
    pendingPress.current = null;
    return () => {
      startDrag.current = null;
    };
  };
  const release = () => {
    pendingPress.current = null;
  };
  const press = (event) => {
    const row = event.target.closest(HANDLE)?.closest("[data-row]");
    if (!row) return;
    if (startDrag.current) {
      startDrag.current(row.dataset.row, event);
    } else if (event.type === "pointerdown" || event.key === " ") {
      pendingPress.current = [row.dataset.row, event];
      document.addEventListener("pointerup", release, { once: true });
      prepare();
    }
  };

  useEffect(() => {
    if (window.matchMedia("(hover: none)").matches) prepare();
  }, [enabled]);
  return { Dragging: enabled ? script?.Dragging : undefined, ready, prepare, press };
}
