// A panel for the details of one thing: beside the page on a wide window, over it on a small one.
import { useEffect, useId, useRef } from "react";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

const BESIDE = "(min-width: 64rem)";

export function SidePanel({ open, onClose, heading, focus, id, children }) {
  const panel = useRef(null);
  const told = useRef(false);
  const origin = useRef(null);
  const wanted = useRef(false); // what nobody opened yet is not made
  wanted.current ||= open;
  const name = useId();

  useEffect(() => {
    const wide = window.matchMedia(BESIDE);
    const show = () => {
      const element = panel.current;
      const before = document.activeElement;
      if (element.open) element.close();
      else origin.current = before;
      wide.matches ? element.show() : element.showModal();
      const first = element.querySelector("[data-autofocus]");
      if (wide.matches && focus === "keep") before?.focus();
      else (first ?? element).focus();
    };
    told.current = false;
    if (open) show();
    else if (panel.current.open) panel.current.close();
    const crossed = () => panel.current.open && show();
    wide.addEventListener("change", crossed);
    return () => wide.removeEventListener("change", crossed);
  }, [open, focus]);

  // Beside the page it is not modal, so the browser leaves Escape to us.
  useEffect(() => {
    if (!open) return undefined;
    const press = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector("dialog:modal, :popover-open:not(.toasts)")) return;
      event.preventDefault();
      leave();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });

  const leave = () => {
    if (told.current) return;
    told.current = true;
    const focused = document.activeElement;
    const inside = panel.current.contains(focused);
    // A live input hands over what was typed as it loses focus, before the panel is gone.
    if (inside) focused.blur();
    panel.current.close();
    if (inside) origin.current?.focus();
    onClose?.();
  };
  return (
    <dialog
      ref={panel}
      id={id}
      className="panel"
      tabIndex={-1}
      aria-labelledby={name}
      onCancel={(event) => {
        if (event.target !== panel.current) return;
        event.preventDefault();
        leave();
      }}
      onClick={(event) => event.target === panel.current && panel.current.matches(":modal") && leave()}
    >
      <div className="panel__frame">
        <h2 id={name} className="visually-hidden">
          {heading}
        </h2>
        {wanted.current ? children : null}
        <button
          type="button"
          className="btn btn--ghost btn--icon btn--md panel__close"
          aria-label="Close"
          onClick={leave}
        >
          <Icon name="x" />
        </button>
      </div>
    </dialog>
  );
}
