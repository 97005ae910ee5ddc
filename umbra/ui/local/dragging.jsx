// Drag and drop of rows by their handles (dnd-kit). A part of RowList that is loaded lazily: it
// renders nothing itself and moves the rows that RowList has rendered.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  rectSortingStrategy,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";

const NO_SHIFT = { x: 0, y: 0 };

const isGrid = (list) => getComputedStyle(list).gridTemplateColumns.split(" ").length > 1;

// The shift of each row in pixels after a drop. The rows keep these shifts until the server's
// order arrives (an optimistic update), so that nothing jumps back meanwhile.
const shiftsAfter = (list, ...drop) => (isGrid(list) ? shiftsInGrid : shiftsInColumn)(...drop);

// Each cell between the two takes the place of its neighbour.
const shiftsInGrid = (order, rects, active, over) => {
  const moved = order.filter((id) => id !== active).toSpliced(order.indexOf(over), 0, active);
  const shiftTo = (there, id) => [id, { x: there.left - rects.get(id).left, y: there.top - rects.get(id).top }];
  return Object.fromEntries(moved.map((id, index) => shiftTo(rects.get(order[index]), id)));
};

const shiftsInColumn = (order, rects, active, over) => {
  const from = order.indexOf(active);
  const to = order.indexOf(over);
  const height = rects.get(active).height;
  const shifts = { [active]: { x: 0, y: rects.get(over).top - rects.get(active).top } };
  const [low, high] = from < to ? [from + 1, to] : [to, from - 1];
  for (let index = low; index <= high; index += 1) {
    shifts[order[index]] = { x: 0, y: from < to ? -height : height };
  }
  if (from < to) shifts[active].y += rects.get(over).height - height;
  return shifts;
};

// `list` is the element with the rows. `onReady` gets the function that starts a drag from the
// press of a handle.
export function Dragging({ list, order, refused, words, onDrop, onReady }) {
  const [shifts, setShifts] = useState(null);
  const listeners = useRef(new Map());
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );

  useLayoutEffect(() => setShifts(null), [order.join(), refused]);
  useLayoutEffect(() => {
    const revert = () => setShifts(null);
    window.addEventListener("umbra:unanswered", revert);
    return () => window.removeEventListener("umbra:unanswered", revert);
  }, []);

  useEffect(() => {
    const name = { pointerdown: "onPointerDown", keydown: "onKeyDown" };
    return onReady((id, event) => listeners.current.get(id)?.[name[event.type]]?.(event));
  }, []);

  const drop = ({ active, over }) => {
    list.dataset.dragging = "false";
    if (!over || active.id === over.id) return;
    const rects = new Map(
      [...list.querySelectorAll("[data-row]")].map((row) => [
        row.dataset.row,
        { left: row.offsetLeft, top: row.offsetTop, height: row.offsetHeight },
      ]),
    );
    setShifts(shiftsAfter(list, order, rects, active.id, over.id));
    const down = order.indexOf(active.id) < order.indexOf(over.id);
    onDrop(active.id, over.id, down ? "after" : "before");
  };

  const positionOf = (id) => `${order.indexOf(id) + 1} of ${order.length}`;
  const announcements = {
    onDragStart: ({ active }) => `${words.lifted} ${positionOf(active.id)}.`,
    onDragOver: ({ over }) => (over ? `${words.over} ${positionOf(over.id)}.` : undefined),
    onDragEnd: ({ over }) => (over ? `${words.dropped} ${positionOf(over.id)}.` : words.cancelled),
    onDragCancel: () => words.cancelled,
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragStart={() => (list.dataset.dragging = "true")}
      onDragEnd={drop}
      onDragCancel={() => (list.dataset.dragging = "false")}
      accessibility={{ announcements, screenReaderInstructions: { draggable: words.instructions } }}
    >
      <SortableContext items={order} strategy={isGrid(list) ? rectSortingStrategy : verticalListSortingStrategy}>
        {order.map((id) => (
          <DraggableRow key={id} id={id} list={list} shifts={shifts} listeners={listeners.current} />
        ))}
      </SortableContext>
    </DndContext>
  );
}

/** Makes one row draggable; the row's element is rendered by RowList. */
function DraggableRow({ id, list, shifts, listeners: all }) {
  const sortable = useSortable({ id });
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, isDragging } = sortable;
  const row = useRef(null);
  const { x, y } = shifts?.[id] ?? (transform ? { x: isGrid(list) ? transform.x : 0, y: transform.y } : NO_SHIFT);
  const transition = shifts ? "none" : sortable.transition;

  useLayoutEffect(() => {
    all.set(id, listeners);
  });
  useLayoutEffect(() => {
    row.current = list.querySelector(`[data-row="${CSS.escape(id)}"]`);
    const handle = row.current?.querySelector("[data-act=lift]") ?? null;
    handle?.setAttribute("aria-describedby", attributes["aria-describedby"]);
    setNodeRef(row.current);
    setActivatorNodeRef(handle);
    return () => {
      all.delete(id);
      setNodeRef(null);
      setActivatorNodeRef(null);
    };
  }, [id, list]);
  useLayoutEffect(() => {
    if (!row.current) return;
    row.current.style.transform = x || y ? `translate3d(${Math.round(x)}px, ${Math.round(y)}px, 0)` : "";
    row.current.style.transition = transition ?? "";
    row.current.dataset.lifted = isDragging;
  }, [x, y, transition, isDragging]);
  return null;
}
