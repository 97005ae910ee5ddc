import { useEffect, useRef, useState } from "react";

// A checkbox that shows its tick in the frame of the click and goes back when the
// server refuses. While clicks are under way, older confirmations don't flip it.
export function Tick({ checked, version, refused, label, onToggle, className }) {
  const [shown, setShown] = useState(checked);
  const underWay = useRef(0);
  useEffect(() => {
    underWay.current = Math.max(0, underWay.current - 1);
    if (underWay.current === 0) setShown(checked);
  }, [checked, version, refused]);
  const flip = () => {
    underWay.current += 1;
    setShown(!shown);
    onToggle(!shown);
  };
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={shown}
      aria-label={label}
      data-act="tick"
      className={`tick ${className ?? ""}`}
      onClick={flip}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M4 8.5l2.8 2.8L12 5.6" />
      </svg>
    </button>
  );
}
