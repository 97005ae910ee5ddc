import { createContext, useContext, useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";

const Held = createContext({ shifts: null });
const Handle = createContext({});

const TYPING = "input, textarea, select, [contenteditable], dialog, [role=dialog], [role=menu]";
const ROWS = "[data-row]";

// The switch in the sheet of shortcuts. In the list itself the keys stay: they act on focus.
const singleKeysAreOff = () => {
  try {
    return localStorage.getItem("umbra-keys-off") === "yes";
  } catch {
    return false;
  }
};

const rowsIn = (list) => Array.from(list.querySelectorAll(ROWS));

const scrollerOf = (element) => {
  for (let node = element.parentElement; node; node = node.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
  }
  return document.scrollingElement;
};

// The first row in view and where it stands: what must not move when rows come or go above.
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

// How far each row stands from where it was, once the one being dragged is dropped: rows
// keep these shifts until the server's order arrives, so that nothing jumps back first.
const shiftsAfter = (order, rects, active, over) => {
  const from = order.indexOf(active);
  const to = order.indexOf(over);
  const height = rects.get(active).height;
  const shifts = { [active]: rects.get(over).top - rects.get(active).top };
  const [low, high] = from < to ? [from + 1, to] : [to, from - 1];
  for (let index = low; index <= high; index += 1) {
    shifts[order[index]] = from < to ? -height : height;
  }
  if (from < to) shifts[active] += rects.get(over).height - height;
  return shifts;
};

// A list moved through by keys and put in order by dragging. `order` holds the rows' ids;
// `acts` maps a key to the selector, inside the focused row, of what it clicks.
export function RowList({
  order,
  refused,
  hasBefore,
  acts,
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
  const [shifts, setShifts] = useState(null);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );

  useLayoutEffect(() => setShifts(null), [order.join(), refused]);

  // Rows let go above, or brought in there, must not move those in view. Browsers see to it
  // on their own except at the very top, and some never do: so it is done here for all.
  useLayoutEffect(() => {
    const before = anchor.current;
    const scroller = scrollerOf(list.current);
    if (before && (hadBefore.current || scroller.scrollTop > 0)) {
      const row = rowsIn(list.current).find((each) => each.dataset.row === before.id);
      if (row) scroller.scrollTop += row.getBoundingClientRect().top - before.top;
    }
    hadBefore.current = hasBefore;
    anchor.current = anchorIn(list.current);
  }, [order.join()]);

  useEffect(() => {
    const note = () => {
      anchor.current = anchorIn(list.current);
    };
    document.addEventListener("scroll", note, { capture: true, passive: true });
    return () => document.removeEventListener("scroll", note, { capture: true });
  }, []);

  // After Home or End the focus goes to that end. Otherwise the row that had it may be gone:
  // then its neighbour takes it.
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
      if (dragging) return;
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
      }
      else if (inside && acts[event.key]) {
        const onControl = event.target !== inside && event.target.closest("button, a");
        if (onControl && (event.key === " " || event.key === "Enter")) return;
        event.preventDefault();
        inside.querySelector(acts[event.key])?.click();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [acts, onNudge, onFirst, onLast]);

  const remember = (event) => {
    const row = event.target.closest(ROWS);
    focused.current = row ? { id: row.dataset.row, index: rowsIn(list.current).indexOf(row) } : null;
  };

  const drop = ({ active, over }) => {
    if (!over || active.id === over.id) return;
    const rects = new Map(
      rowsIn(list.current).map((row) => [row.dataset.row, { top: row.offsetTop, height: row.offsetHeight }]),
    );
    setShifts(shiftsAfter(order, rects, active.id, over.id));
    const down = order.indexOf(active.id) < order.indexOf(over.id);
    onMove(active.id, over.id, down ? "after" : "before");
  };

  const place = (id) => `${order.indexOf(id) + 1} of ${order.length}`;
  const announcements = {
    onDragStart: ({ active }) => `${words.lifted} ${place(active.id)}.`,
    onDragOver: ({ over }) => (over ? `${words.over} ${place(over.id)}.` : undefined),
    onDragEnd: ({ over }) => (over ? `${words.dropped} ${place(over.id)}.` : words.cancelled),
    onDragCancel: () => words.cancelled,
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={drop}
      accessibility={{ announcements, screenReaderInstructions: { draggable: words.instructions } }}
    >
      <SortableContext items={order} strategy={verticalListSortingStrategy} disabled={!sortable}>
        <Held.Provider value={shifts}>
          <ul {...rest} ref={list} onFocus={remember}>
            {children}
          </ul>
        </Held.Provider>
      </SortableContext>
    </DndContext>
  );
}

export function SortableRow({ rowId, sortable, children, ...rest }) {
  const held = useContext(Held);
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({ id: rowId, disabled: !sortable });
  const shift = held?.[rowId] ?? (transform ? transform.y : 0);
  const style = {
    transform: shift ? `translate3d(0, ${Math.round(shift)}px, 0)` : undefined,
    transition: held ? "none" : transition,
  };
  return (
    <Handle.Provider value={{ attributes, listeners, setActivatorNodeRef }}>
      <li {...rest} ref={setNodeRef} style={style} data-row={rowId} data-lifted={isDragging}>
        {children}
      </li>
    </Handle.Provider>
  );
}

export function DragHandle({ label, className, children }) {
  const { attributes, listeners, setActivatorNodeRef } = useContext(Handle);
  return (
    <button
      type="button"
      {...attributes}
      {...listeners}
      ref={setActivatorNodeRef}
      aria-label={label}
      className={className}
      tabIndex={-1}
      data-act="lift"
    >
      {children}
    </button>
  );
}
