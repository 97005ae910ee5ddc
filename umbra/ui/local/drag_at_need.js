// Dragging is a script of its own: fetched when somebody first comes near a row or, where nobody
// hovers, once the rows are there. A handle pressed meanwhile is taken then, if it is still held.
import { useEffect, useRef, useState } from "react";

const HANDLE = "[data-act=lift]";

/**
 * The component that drags, once it is here (it is to be given `ready`); `prepare` fetches it,
 * and `press` takes the list's presses of pointer and keys.
 */
export function useDragging(wanted) {
  const [script, setScript] = useState(null);
  const asked = useRef(false);
  const take = useRef(null);
  const waiting = useRef(null);

  const prepare = () => {
    if (!wanted || asked.current) return;
    asked.current = true;
    import("$/public/external/umbra/ui/local/row_list/dragging.jsx").then(setScript, () => {
      asked.current = false; // not to be had now: asked for again at the next chance
    });
  };
  const ready = (taker) => {
    take.current = taker;
    if (waiting.current) taker(...waiting.current);
    waiting.current = null;
    return () => {
      take.current = null;
    };
  };
  const letGo = () => {
    waiting.current = null;
  };
  const press = (event) => {
    const row = event.target.closest(HANDLE)?.closest("[data-row]");
    if (!row) return;
    if (take.current) {
      take.current(row.dataset.row, event);
    } else if (event.type === "pointerdown" || event.key === " ") {
      waiting.current = [row.dataset.row, event];
      document.addEventListener("pointerup", letGo, { once: true });
      prepare();
    }
  };

  useEffect(() => {
    if (window.matchMedia("(hover: none)").matches) prepare();
  }, [wanted]);
  return { Dragging: wanted ? script?.Dragging : undefined, ready, prepare, press };
}
