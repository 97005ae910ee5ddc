import { useEffect, useLayoutEffect, useRef } from "react";
import { useDragging } from "$/public/external/umbra/ui/local/row_list/lazy_dragging.js";

const TYPING = "input, textarea, select, [contenteditable], dialog, [role=dialog], [role=menu]";
const ROWS = "[data-row]";

// The search and the form that adds: Escape leaves them, so that the next key is one of the list.
const LEFT_BY_ESCAPE = ".items-search input, .adder input";

// The switch in the shortcut sheet. It does not turn off keys while a row has focus.
const singleKeysAreOff = () => {
  try {
    return localStorage.getItem("umbra-keys-off") === "yes";
  } catch {
    return false;
  }
};

const rowsIn = (list) => Array.from(list.querySelectorAll(ROWS));

const scrollContainerOf = (element) => {
  for (let node = element.parentElement; node; node = node.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
  }
  return document.scrollingElement;
};

// The first visible row and its position, which must not change when rows above come or go
// (scroll anchoring).
const anchorIn = (list) => {
  const row = rowsIn(list).find((each) => each.getBoundingClientRect().bottom > 0);
  return row ? { id: row.dataset.row, top: row.getBoundingClientRect().top } : null;
};

const focusRow = (row) => {
  if (!row) return;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
};

/** Handles a key for the bar of the selection `id`: moves the focus in it, or clicks its button. */
const pressInSelection = (id, event) => {
  const bar = id && document.getElementById(id);
  if (!bar || document.querySelector(":popover-open:not(.toasts)")) return false;
  const buttons = Array.from(bar.querySelectorAll("button:not([role=menuitem], [popover] *)"));
  const at = buttons.indexOf(document.activeElement);
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const next = event.key === "." ? buttons[0] : step && at >= 0 ? buttons[at + step] : null;
  const act = buttons.find((button) => button.dataset.keys?.split(" ").includes(event.key));
  if (!next && !act) return false;
  event.preventDefault();
  next ? next.focus() : act.click();
  return true;
};

// A list with keyboard navigation and drag and drop. `order` has the rows' ids; `acts` maps a key
// to the selector of the element that it clicks inside the focused row.
export function RowList({
  order,
  refused,
  hasBefore,
  acts,
  selection,
  selected,
  sortable,
  words,
  onMove,
  onNudge,
  onFirst,
  onLast,
  children,
  ...rest
}) {
  const list = useRef(null);
  const focused = useRef(null);
  const goal = useRef(null);
  const anchor = useRef(null);
  const hadBefore = useRef(hasBefore);
  const { Dragging, ready, prepare, press } = useDragging(sortable);

  // Scroll anchoring: rows removed or added above must not move the visible ones. Browsers do not
  // do it at the very top, and some never do, so it is done here for all.
  useLayoutEffect(() => {
    const before = anchor.current;
    const scroller = scrollContainerOf(list.current);
    if (before && (hadBefore.current || scroller.scrollTop > 0)) {
      const row = rowsIn(list.current).find((each) => each.dataset.row === before.id);
      if (row) scroller.scrollTop += row.getBoundingClientRect().top - before.top;
    }
    hadBefore.current = hasBefore;
    anchor.current = anchorIn(list.current);
  }, [order.join()]);

  useEffect(() => {
    const updateAnchor = () => {
      anchor.current = anchorIn(list.current);
    };
    document.addEventListener("scroll", updateAnchor, { capture: true, passive: true });
    return () => document.removeEventListener("scroll", updateAnchor, { capture: true });
  }, []);

  // The bar of the selection has gone, and the focus with it.
  useEffect(() => {
    if (selected > 0 || !focused.current || document.activeElement !== document.body) return;
    focusRow(rowsIn(list.current).find((row) => row.dataset.row === focused.current.id));
  }, [selected]);

  // After Home or End the first or last row gets focus. Otherwise, if the focused row was removed,
  // its neighbour gets focus.
  useEffect(() => {
    if (goal.current) {
      const ends = rowsIn(list.current);
      focusRow(goal.current === "first" ? ends[0] : ends[ends.length - 1]);
      goal.current = null;
      return;
    }
    const lost = focused.current;
    if (!lost || document.activeElement !== document.body) return;
    const rows = rowsIn(list.current);
    const same = rows.find((row) => row.dataset.row === lost.id);
    focusRow(same ?? rows[Math.min(lost.index, rows.length - 1)]);
  }, [order.join()]);

  useEffect(() => {
    const onKey = (event) => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape" && event.target.closest?.(LEFT_BY_ESCAPE)) event.target.blur();
      if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
      const rows = rowsIn(list.current);
      const current = event.target.closest?.(ROWS);
      const inside = current && list.current.contains(current) ? current : null;
      if (!inside && singleKeysAreOff()) return;
      const index = inside ? rows.indexOf(inside) : -1;
      const go = (row) => {
        event.preventDefault();
        focusRow(row);
      };
      if (event.altKey) {
        if (inside && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
          event.preventDefault();
          onNudge(inside.dataset.row, event.key === "ArrowUp" ? -1 : 1);
        }
        return;
      }
      const dragging = list.current.dataset.dragging === "true";
      if (dragging || pressInSelection(selection, event)) return;
      if (event.key === "j" || (inside && event.key === "ArrowDown")) go(rows[index + 1] ?? rows[index]);
      else if (event.key === "k" || (inside && event.key === "ArrowUp")) go(rows[Math.max(0, index - 1)]);
      else if (event.key === "Home" && inside) {
        go(rows[0]);
        goal.current = "first";
        onFirst();
      } else if (event.key === "End" && inside) {
        go(rows[rows.length - 1]);
        goal.current = "last";
        onLast();
      } else if (inside && acts[event.key]) {
        const onControl = event.target !== inside && event.target.closest("button, a");
        if (onControl && (event.key === " " || event.key === "Enter")) return;
        event.preventDefault();
        inside.querySelector(acts[event.key])?.click();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [acts, selection, onNudge, onFirst, onLast]);

  const rememberFocus = (event) => {
    const row = event.target.closest(ROWS);
    focused.current = row ? { id: row.dataset.row, index: rowsIn(list.current).indexOf(row) } : null;
  };

  return (
    <>
      <ul
        {...rest}
        ref={list}
        onFocus={(event) => {
          rememberFocus(event);
          prepare();
        }}
        onPointerOver={prepare}
        onPointerDown={press}
        onKeyDown={press}
      >
        {children}
      </ul>
      {Dragging ? (
        <Dragging
          list={list.current}
          order={order}
          refused={refused}
          words={words}
          onDrop={onMove}
          onReady={ready}
        />
      ) : null}
    </>
  );
}

export function SortableRow({ rowId, children, ...rest }) {
  return (
    <li {...rest} data-row={rowId}>
      {children}
    </li>
  );
}

export function DragHandle({ label, className, children }) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-roledescription="sortable"
      className={className}
      tabIndex={-1}
      data-act="lift"
    >
      {children}
    </button>
  );
}
