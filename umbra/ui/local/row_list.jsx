import { useEffect, useLayoutEffect, useRef } from "react";
import { useDragging } from "$/public/external/umbra/ui/local/row_list/lazy_dragging.js";
import {
  isForOthers,
  pressInSelection,
  scrollContainerOf,
  singleKeysAreOff,
} from "$/public/external/umbra/ui/local/row_list/list_keys.js";

const ROWS = "[data-row]";

const rowsIn = (list) => Array.from(list.querySelectorAll(ROWS));

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
      if (isForOthers(event)) return;
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

export function DragHandle({ label, tabIndex = -1, className, children }) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-roledescription="sortable"
      className={className}
      tabIndex={tabIndex}
      data-act="lift"
    >
      {children}
    </button>
  );
}
