// A modal dialog, based on the browser's `<dialog>`: focus trap, Escape closes it, and focus
// returns to where it was. A `firm` dialog can only be closed by its own content.
import { useEffect, useId, useRef } from "react";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const FIRST_FOCUS =
  "[data-autofocus], .dialog__body :is(input, textarea, select)" +
  ":not([type=hidden], [tabindex='-1'], :disabled)";

/** The element that had focus before each dialog was opened. */
const openers = new WeakMap();

/** The focused element, or the opener of the dialog it is in, since that dialog may close. */
const currentOpener = () => {
  const focused = document.activeElement;
  return openers.get(focused?.closest("dialog")) ?? focused;
};

/** Restores focus where the browser could not: to the opener if it is visible, or the content. */
const restoreFocus = (element) => {
  if (document.activeElement !== document.body) return;
  const opener = openers.get(element);
  (opener?.checkVisibility() ? opener : document.querySelector("main [tabindex='-1']"))?.focus();
};

export function Dialog({ open, onClose, heading, description, size, keep, firm, id, children }) {
  const dialog = useRef(null);
  const pressedOutside = useRef(false);
  const titleId = useId();

  useEffect(() => {
    const element = dialog.current;
    if (open && !element.open) {
      openers.set(element, currentOpener());
      element.showModal();
      (element.querySelector(FIRST_FOCUS) ?? element.querySelector(".dialog__foot button") ?? element).focus();
    }
    if (!open && element.open) element.close();
  }, [open]);

  const isOutside = (event) => event.target === dialog.current;
  const handleClose = (event) => {
    if (!isOutside(event)) return;
    if (!(open && firm)) restoreFocus(dialog.current);
    if (!open) return;
    // The browser closes it at a second Escape, even if the first was prevented.
    if (firm) dialog.current.showModal();
    else onClose?.();
  };
  return (
    <dialog
      ref={dialog}
      id={id}
      className={`dialog dialog--${size}`}
      aria-labelledby={titleId}
      aria-describedby={description ? `${titleId}-about` : undefined}
      onCancel={(event) => firm && event.preventDefault()}
      onClose={handleClose}
      onPointerDown={(event) => (pressedOutside.current = isOutside(event))}
      onClick={(event) => !keep && !firm && isOutside(event) && pressedOutside.current && dialog.current.close()}
    >
      <div className="dialog__frame">
        <header className="dialog__head">
          <h2 id={titleId} className="dialog__title">
            {heading}
          </h2>
          {description ? (
            <p id={`${titleId}-about`} className="dialog__about">
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
