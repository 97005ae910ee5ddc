import { useChosen } from "$/public/external/umbra/ui/choices/chosen.js";

// A checkbox that shows its tick in the frame of the click and goes back when the
// server refuses. While clicks are under way, older confirmations don't flip it.
export function Tick({ checked, version, refused, label, onToggle, className }) {
  const [shown, setChosen] = useChosen(checked, { version, refused });
  const flip = () => {
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
      onClick={flip}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M4 8.5l2.8 2.8L12 5.6" />
      </svg>
    </button>
  );
}
