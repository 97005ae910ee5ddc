// A menu button after the ARIA pattern: the menu opens below its button, arrow keys move focus
// between its items (all with tabindex -1), Escape closes it and returns focus to the button.
import { Children, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { keepPositioned } from "$/public/external/umbra/ui/overlay/overlay.js";

const ITEM = '[role^="menuitem"]:not([aria-disabled="true"], :disabled)';

export function Menu({ label, align = "start", className, children }) {
  const [trigger, ...items] = Children.toArray(children);
  const root = useRef(null);
  const list = useRef(null);
  const wasOpen = useRef(false);
  const stopPositioning = useRef(null);
  const [filled, setFilled] = useState(false);

  const button = () => root.current.querySelector(".menu__trigger button");
  const choices = () => [...list.current.querySelectorAll(ITEM)];
  const isOpen = () => list.current.matches(":popover-open");

  useEffect(() => {
    const opener = button();
    opener?.setAttribute("aria-haspopup", "menu");
    opener?.setAttribute("aria-expanded", "false");
    return () => stopPositioning.current?.();
  }, []);

  const open = (focusLast) => {
    flushSync(() => setFilled(true));
    list.current.showPopover();
    stopPositioning.current = keepPositioned(list.current, button(), align);
    const all = choices();
    const checked = all.find((item) => item.getAttribute("aria-checked") === "true");
    (checked ?? (focusLast ? all.at(-1) : all[0]))?.focus();
  };
  const close = () => {
    if (isOpen()) list.current.hidePopover();
    button()?.setAttribute("aria-expanded", "false");
    button()?.focus();
  };
  const handleToggle = (event) => {
    const opened = event.newState === "open";
    button()?.setAttribute("aria-expanded", String(opened));
    if (!opened) stopPositioning.current?.();
  };
  const pressTrigger = (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    open(event.key === "ArrowUp");
  };
  const pressItem = (event) => {
    const all = choices();
    const at = all.indexOf(document.activeElement);
    const target = {
      ArrowDown: all[(at + 1) % all.length],
      ArrowUp: all[(at - 1 + all.length) % all.length],
      Home: all[0],
      End: all.at(-1),
    }[event.key];
    if (target) {
      event.preventDefault();
      target.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") {
      close();
    } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
      nextStartingWith(all, at, event.key)?.focus();
    }
  };

  return (
    <span ref={root} className={className ? `menu ${className}` : "menu"}>
      <span
        className="menu__trigger"
        onPointerDown={() => (wasOpen.current = isOpen())}
        onClick={(event) => {
          if (!event.target.closest("button")) return;
          if (!wasOpen.current) open(false);
          wasOpen.current = false;
        }}
        onKeyDown={pressTrigger}
      >
        {trigger}
      </span>
      <div
        ref={list}
        role="menu"
        popover="auto"
        aria-label={label}
        className="menu__list"
        onToggle={handleToggle}
        onKeyDown={pressItem}
        onClick={(event) => event.target.closest(ITEM) && close()}
      >
        {filled ? items : null}
      </div>
    </span>
  );
}

function nextStartingWith(items, from, letter) {
  const rotated = [...items.slice(from + 1), ...items.slice(0, from + 1)];
  return rotated.find((item) => item.textContent.trim().toLowerCase().startsWith(letter.toLowerCase()));
}
