import { useOptimistic } from "$/public/external/umbra/ui/choices/optimistic.js";

// A checkbox with an optimistic update: the tick shows in the frame of the click and is reverted
// if the server refuses it. Confirmations of earlier clicks do not change it meanwhile.
export function Tick({ checked, version, refused, label, onToggle, className }) {
  const [shown, setChosen] = useOptimistic(checked, { version, refused });
  const toggle = () => {
    setChosen(!shown);
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
      onClick={toggle}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M4 8.5l2.8 2.8L12 5.6" />
      </svg>
    </button>
  );
}
