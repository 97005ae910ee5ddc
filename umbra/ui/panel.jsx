// A side panel for the details of one item: beside the page on wide windows, modal on small ones.
import { useEffect, useId, useRef } from "react";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const WIDE = "(min-width: 64rem)";

export function SidePanel({ open, opened, onClose, heading, focus, id, children }) {
  const panel = useRef(null);
  const closing = useRef(false);
  const opener = useRef(null);
  const wasOpened = useRef(false); // rendered lazily, at the first opening
  wasOpened.current ||= open;
  const titleId = useId();

  const show = () => {
    const element = panel.current;
    const before = document.activeElement;
    const wide = window.matchMedia(WIDE).matches;
    closing.current = false;
    if (element.open) element.close();
    else opener.current = before;
    wide ? element.show() : element.showModal();
    const first = [...element.querySelectorAll("[data-autofocus]")].find(
      (control) => control.closest("dialog") === element, // not of a dialog in the panel
    );
    if (wide && focus === "keep") before?.focus();
    else (first ?? element).focus();
  };

  useEffect(() => {
    closing.current = false;
    if (open) show();
    else if (panel.current.open) panel.current.close();
    const wide = window.matchMedia(WIDE);
    const showAgain = () => panel.current.open && show();
    wide.addEventListener("change", showAgain);
    return () => wide.removeEventListener("change", showAgain);
  }, [open, focus]);

  // It closes before the server answers, so that one render may bring the closing and the next
  // opening together: `open` is the same as before then.
  useEffect(() => {
    if (open && closing.current) show();
  }, [opened]);

  // Beside the page it is not modal, so the browser does not close it at Escape.
  useEffect(() => {
    if (!open) return undefined;
    const press = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector("dialog:modal, :popover-open:not(.toasts)")) return;
      event.preventDefault();
      close();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });

  const close = () => {
    if (closing.current) return;
    closing.current = true;
    const focused = document.activeElement;
    const inside = panel.current.contains(focused);
    // A live input commits its text when it loses focus, so that must happen before closing.
    if (inside) focused.blur();
    panel.current.close();
    if (inside) opener.current?.focus();
    onClose?.();
  };
  return (
    <dialog
      ref={panel}
      id={id}
      className="panel"
      tabIndex={-1}
      aria-labelledby={titleId}
      onCancel={(event) => {
        if (event.target !== panel.current) return;
        event.preventDefault();
        close();
      }}
      onClick={(event) => event.target === panel.current && panel.current.matches(":modal") && close()}
    >
      <div className="panel__frame">
        <h2 id={titleId} className="visually-hidden">
          {heading}
        </h2>
        {wasOpened.current ? children : null}
        <button
          type="button"
          className="btn btn--ghost btn--icon btn--md panel__close"
          aria-label="Close"
          onClick={close}
        >
          <Icon name="x" />
        </button>
      </div>
    </dialog>
  );
}
