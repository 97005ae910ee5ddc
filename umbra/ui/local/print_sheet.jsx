import { useEffect, useRef } from "react";

// The rows of a printout. They come from the server when the user prints, so the dialog opens
// once they are there; `beforeprint` could not wait for them.
export function PrintSheet({ count, onPrint, onDone, children }) {
  const shown = useRef(false);

  useEffect(() => {
    const press = (event) => {
      const prints = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!prints || event.key.toLowerCase() !== "p") return;
      event.preventDefault();
      onPrint();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [onPrint]);

  useEffect(() => {
    if (count === 0 || shown.current) {
      shown.current = count > 0;
      return undefined;
    }
    shown.current = true;
    window.addEventListener("afterprint", onDone, { once: true });
    const frame = requestAnimationFrame(() => window.print());
    return () => cancelAnimationFrame(frame);
  }, [count]);

  return count > 0 ? <div className="printed">{children}</div> : null;
}
