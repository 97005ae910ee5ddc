// The frame of a field of chips: one for each chosen value, with a button that removes it, and an
// input that adds more. Chips are no tab stops: the left arrow and Backspace go to them.
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";
import { isComposing } from "$/public/external/umbra/ui/combobox/combobox.jsx";

/** Focuses the chip at `index` of the frame `box`, or behind the last one the `input`. */
export const focusChip = (box, input, index) =>
  (box.current.querySelectorAll(".chip__remove")[Math.max(0, index)] ?? input.current).focus();

/** Whether a key in the input goes to the last chip. */
export const goesToChips = ({ key, target, repeat }) =>
  target.selectionStart === 0 &&
  target.selectionEnd === 0 &&
  (key === "ArrowLeft" || (key === "Backspace" && !target.value && !repeat));

// `chips` have `value` and `label`; `field` is the ref of the hidden input with the form's value.
export function Chips({ box, input, field, name, className, chips, onRemove, children }) {
  const focus = (index) => focusChip(box, input, index);
  const press = (event, index) => {
    const { key } = event;
    const targets = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: chips.length };
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key in targets) {
      event.preventDefault();
      focus(targets[key]);
    } else if (key === "Backspace" || key === "Delete") {
      event.preventDefault();
      focus(key === "Backspace" && index > 0 ? index - 1 : index + 1);
      onRemove(chips[index]);
    } else if (key.length === 1 && key !== " ") {
      input.current.focus(); // the key's text goes there
    }
  };
  return (
    <span
      ref={box}
      className={`tags ${className}`}
      onMouseDown={(event) => {
        if (event.target === input.current) return;
        event.preventDefault(); // the input keeps focus, and what is typed there
        if (!event.target.closest(".chip")) input.current.focus();
      }}
    >
      <input ref={field} type="hidden" name={name} />
      {chips.length > 0 ? (
        <ul className="tags__list" aria-label="Chosen">
          {chips.map((chip, index) => (
            <li key={chip.value} className="chip chip--removable">
              <span className="chip__label" dir="auto" title={chip.label}>
                {chip.label}
              </span>
              <button
                type="button"
                className="chip__remove"
                tabIndex={-1}
                aria-label={`Remove ${chip.label}`}
                onKeyDown={(event) => press(event, index)}
                onClick={(event) => {
                  if (event.currentTarget === document.activeElement) focus(index + 1);
                  onRemove(chip);
                }}
              >
                <Icon name="x" size={12} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <span className="tags__typed" onInput={(event) => event.stopPropagation()}>
        {children}
      </span>
    </span>
  );
}
