// A modal dialog on the browser's own: it keeps focus inside, closes with Escape and gives focus
// back to where it came from. A `firm` one is closed by what stands in it alone.
import { useEffect, useId, useRef } from "react";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const FIRST =
  "[data-autofocus], .dialog__body :is(input, textarea, select)" +
  ":not([type=hidden], [tabindex='-1'], :disabled)";

/** What had focus before each dialog was opened. */
const openers = new WeakMap();

/** The element in focus, or what led to the dialog it stands in: that may close meanwhile. */
const opener = () => {
  const focused = document.activeElement;
  return openers.get(focused?.closest("dialog")) ?? focused;
};

/** Where the browser finds no place to give focus back to, the next best one. */
const giveFocusBack = (element) => {
  if (document.activeElement !== document.body) return;
  const came = openers.get(element);
  (came?.checkVisibility() ? came : document.querySelector("main [tabindex='-1']"))?.focus();
};

export function Dialog({ open, onClose, heading, description, size, keep, firm, id, children }) {
  const dialog = useRef(null);
  const pressedOutside = useRef(false);
  const name = useId();

  useEffect(() => {
    const element = dialog.current;
    if (open && !element.open) {
      openers.set(element, opener());
      element.showModal();
      (element.querySelector(FIRST) ?? element.querySelector(".dialog__foot button") ?? element).focus();
    }
    if (!open && element.open) element.close();
  }, [open]);

  const isOutside = (event) => event.target === dialog.current;
  const closed = (event) => {
    if (!isOutside(event)) return;
    if (!(open && firm)) giveFocusBack(dialog.current);
    if (!open) return;
    // A second Escape closes it whatever we say.
    if (firm) dialog.current.showModal();
    else onClose?.();
  };
  return (
    <dialog
      ref={dialog}
      id={id}
      className={`dialog dialog--${size}`}
      aria-labelledby={name}
      aria-describedby={description ? `${name}-about` : undefined}
      onCancel={(event) => firm && event.preventDefault()}
      onClose={closed}
      onPointerDown={(event) => (pressedOutside.current = isOutside(event))}
      onClick={(event) => !keep && !firm && isOutside(event) && pressedOutside.current && dialog.current.close()}
    >
      <div className="dialog__frame">
        <header className="dialog__head">
          <h2 id={name} className="dialog__title">
            {heading}
          </h2>
          {description ? (
            <p id={`${name}-about`} className="dialog__about">
              {description}
            </p>
          ) : null}
        </header>
        {children}
        {firm ? null : (
          <button
            type="button"
            className="btn btn--ghost btn--icon btn--md dialog__close"
            aria-label="Close"
            onClick={() => dialog.current.close()}
          >
            <Icon name="x" />
          </button>
        )}
      </div>
    </dialog>
  );
}
