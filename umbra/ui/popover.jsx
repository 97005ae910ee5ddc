// A popover: a small non-modal dialog with a few controls, opened by a button.
import { Children, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { keepPositioned } from "$/public/external/umbra/ui/overlay/overlay.js";

export function Popover({ label, align = "start", className, children }) {
  const [trigger, ...content] = Children.toArray(children);
  const root = useRef(null);
  const surface = useRef(null);
  const wasOpen = useRef(false);
  const stopPositioning = useRef(null);
  const [filled, setFilled] = useState(false);

  const button = () => root.current.querySelector(".popover__trigger button");
  useEffect(() => {
    const opener = button();
    opener?.setAttribute("aria-haspopup", "dialog");
    opener?.setAttribute("aria-expanded", "false");
    return () => stopPositioning.current?.();
  }, []);

  const open = () => {
    flushSync(() => setFilled(true));
    surface.current.showPopover();
    stopPositioning.current = keepPositioned(surface.current, button(), align);
    const first = surface.current.querySelector("[data-autofocus], input, select, textarea, button");
    (first ?? surface.current).focus();
  };
  const handleToggle = (event) => {
    if (event.target !== surface.current) return;
    const opened = event.newState === "open";
    button()?.setAttribute("aria-expanded", String(opened));
    if (!opened) stopPositioning.current?.();
  };
  const close = () => {
    surface.current.hidePopover();
    button()?.setAttribute("aria-expanded", "false");
    button()?.focus();
  };

  return (
    <span ref={root} className={className ? `popover ${className}` : "popover"}>
      <span
        className="popover__trigger"
        onPointerDown={() => (wasOpen.current = surface.current.matches(":popover-open"))}
        onClick={(event) => {
          if (!event.target.closest("button")) return;
          if (!wasOpen.current) open();
          wasOpen.current = false;
        }}
      >
        {trigger}
      </span>
      <div
        ref={surface}
        role="dialog"
        popover="auto"
        tabIndex={-1}
        aria-label={label}
        className="popover__surface"
        onToggle={handleToggle}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.defaultPrevented) return;
          event.preventDefault();
          event.stopPropagation();
          close();
        }}
        onClick={(event) => event.target.closest("[data-closes]") && close()}
      >
        {filled ? content : null}
      </div>
    </span>
  );
}
