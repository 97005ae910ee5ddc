// What takes a row by its handle and puts it elsewhere. A part of RowList that is loaded when
// somebody first comes near a row: it draws nothing and moves the rows that are there.
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
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";

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

// `list` is the element that holds the rows. `onReady` is given what takes a press of a handle.
export function Dragging({ list, order, refused, words, onDrop, onReady }) {
  const [shifts, setShifts] = useState(null);
  const listeners = useRef(new Map());
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );

  useLayoutEffect(() => setShifts(null), [order.join(), refused]);
  useLayoutEffect(() => {
    const takeBack = () => setShifts(null);
    window.addEventListener("umbra:unanswered", takeBack);
    return () => window.removeEventListener("umbra:unanswered", takeBack);
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
        { top: row.offsetTop, height: row.offsetHeight },
      ]),
    );
    setShifts(shiftsAfter(order, rects, active.id, over.id));
    const down = order.indexOf(active.id) < order.indexOf(over.id);
    onDrop(active.id, over.id, down ? "after" : "before");
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
      onDragStart={() => (list.dataset.dragging = "true")}
      onDragEnd={drop}
      onDragCancel={() => (list.dataset.dragging = "false")}
      accessibility={{ announcements, screenReaderInstructions: { draggable: words.instructions } }}
    >
      <SortableContext items={order} strategy={verticalListSortingStrategy}>
        {order.map((id) => (
          <Movable key={id} id={id} list={list} shifts={shifts} listeners={listeners.current} />
        ))}
      </SortableContext>
    </DndContext>
  );
}

/** One row of the list as the dragging knows it: the row itself was drawn by the list. */
function Movable({ id, list, shifts, listeners: all }) {
  const sortable = useSortable({ id });
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, isDragging } = sortable;
  const row = useRef(null);
  const shift = shifts?.[id] ?? (transform ? transform.y : 0);
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
    row.current.style.transform = shift ? `translate3d(0, ${Math.round(shift)}px, 0)` : "";
    row.current.style.transition = transition ?? "";
    row.current.dataset.lifted = isDragging;
  }, [shift, transition, isDragging]);
  return null;
}
