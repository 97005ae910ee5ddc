// A board: columns of cards that are dragged by mouse, touch and keyboard. The pointer's gestures
// and the scrolling at an edge are dnd-kit's; where a card goes is decided here, the same for all.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { AutoScrollActivator, DndContext, MouseSensor, TouchSensor, useSensor, useSensors } from "@dnd-kit/core";
import { CardFace } from "$/public/external/umbra/ui/local/board/board_card.jsx";
import { BoardColumn } from "$/public/external/umbra/ui/local/board/board_column.jsx";
import { columnAt, elementOf, indexAt, pointOf } from "$/public/external/umbra/ui/local/board/board_dom.js";
import { useBoardKeys } from "$/public/external/umbra/ui/local/board/board_keys.js";
import {
  cardsById,
  columnOf,
  idsOf,
  neighbourAt,
  stepped,
  unanswered,
  withMove,
  withTicks,
} from "$/public/external/umbra/ui/local/board/board_order.js";
import { INSTRUCTIONS, placeInWords } from "$/public/external/umbra/ui/local/board/board_words.js";
import "$/public/external/umbra/ui/local/board/board.css";

const INSTRUCTIONS_ID = "board-instructions";
const LONG_PRESS = { delay: 200, tolerance: 8 };
const SILENT = {
  announcements: { onDragStart() {}, onDragOver() {}, onDragEnd() {}, onDragCancel() {} },
  screenReaderInstructions: { draggable: "" },
};

/** What was given before something was lifted, as long as that lasts. */
function useHeld(value, isHeld) {
  const held = useRef(value);
  if (!isHeld) held.current = value;
  return held.current;
}

/** The cards that were moved and not answered yet; an event that was not handled puts them back. */
function useMoves(cards, refused) {
  const [moves, setMoves] = useState([]);
  const open = unanswered(moves, cards, refused);
  useEffect(() => {
    if (open.length < moves.length) setMoves(open);
  });
  useEffect(() => {
    const revert = () => setMoves([]);
    window.addEventListener("umbra:unanswered", revert);
    return () => window.removeEventListener("umbra:unanswered", revert);
  }, []);
  const add = (move) => {
    const before = open.filter(({ id }) => id === move.id).length;
    setMoves([...open, { ...move, refused, version: cards.get(move.id).version + before + 1 }]);
  };
  return [open, add];
}

export function Board({
  columns,
  words,
  counts,
  cards,
  subs,
  layout,
  sorted,
  refused,
  selection,
  selecting,
  label,
  children,
  className,
  ...handlers
}) {
  const root = useRef(null);
  const ghost = useRef(null);
  const pointer = useRef(null);
  const [lift, setLift] = useState(null);
  const [stop, setStop] = useState("");
  const [announced, announce] = useState("");
  const isList = layout === "list";

  const held = useHeld({ columns, cards, counts, subs }, lift !== null);
  const byId = useMemo(() => cardsById(held.columns, held.cards), [held.columns, held.cards]);
  const [moves, addMove] = useMoves(byId, refused);
  const sent = useMemo(() => idsOf(held.columns, held.cards), [held.columns, held.cards]);
  const ids = moves.reduce(withMove, sent);
  const drawn = withTicks(byId, ids, moves, words);
  const shown = held.columns.map((column) => {
    const { name } = column;
    const come = ids.get(name).filter((id) => !sent.get(name).includes(id)).length;
    const gone = sent.get(name).filter((id) => !ids.get(name).includes(id)).length;
    const total = (held.counts[name] ?? sent.get(name).length) + come - gone;
    return { ...column, ...words[name], total, isCounted: name in held.counts };
  });
  const isSorted = (name) => sorted || words[name].done;
  const firstId = [...ids.values()].flat()[0];

  const inWords = (place, id) => {
    const column = shown.find(({ name }) => name === place.column);
    const others = ids.get(place.column).filter((one) => one !== id);
    const total = column.total + (ids.get(place.column).includes(id) ? 0 : 1);
    return isSorted(column.name) ? column.title : placeInWords(place, { ...column, total, ids: others }, byId);
  };
  const say = (words, place, id) => announce(`${byId.get(id).title}. ${words} ${inWords(place, id)}.`);

  const begin = (id, height, byKeyboard) => {
    const column = columnOf(ids, id);
    const from = { column, index: ids.get(column).indexOf(id) };
    setLift({ id, from, to: from, height, byKeyboard });
    say("Lifted from", from, id);
  };
  const goTo = ({ column, index }) => {
    const to = { column, index: isSorted(column) ? 0 : index };
    if (to.column === lift.to.column && to.index === lift.to.index) return;
    setLift({ ...lift, to });
    say("Moved to", to, lift.id);
  };
  const end = () => {
    setLift(null);
    pointer.current = null;
  };
  const place = (id, to) => {
    const from = columnOf(ids, id);
    const others = ids.get(to.column).filter((one) => one !== id);
    const stays = from === to.column && (isSorted(from) || ids.get(from).indexOf(id) === to.index);
    if (stays) return;
    const { neighbour, side } = isSorted(to.column) ? { neighbour: "", side: "" } : neighbourAt(others, to.index);
    addMove({ id, column: to.column, neighbour, side });
    handlers.onMove(id, to.column, neighbour, side);
  };
  const cancel = () => {
    say("Left in", lift.from, lift.id);
    end();
  };
  const dropAt = (to) => {
    say("Dropped in", to, lift.id);
    place(lift.id, to);
    end();
  };
  const placeUnderPointer = () => {
    const column = columnAt(root.current, pointer.current);
    return { column, index: isSorted(column) ? 0 : indexAt(root.current, column, pointer.current.y) };
  };

  // What the listeners and the memoised cards call: always the newest, in one object.
  const [now] = useState({});
  Object.assign(now, handlers, {
    lift,
    isList,
    selecting,
    selection,
    setStop,
    cancel,
    dropHere: () => dropAt(lift.to),
    liftByKeyboard: (id, height) => begin(id, height, true),
    step: (key) => {
      const to = stepped(ids, lift.id, lift.to, key, isList);
      if (to) goTo(to);
    },
    nudge: (id, key) => {
      const column = columnOf(ids, id);
      const to = stepped(ids, id, { column, index: ids.get(column).indexOf(id) }, key, isList);
      if (!to) return;
      place(id, to);
      say("Moved to", to, id);
    },
    onToggle: (id, done) => {
      const column = shown.find((one) => one.done === done)?.name;
      if (byId.has(id) && columnOf(ids, id) !== column) {
        addMove({ id, column, neighbour: ids.get(column)[0] ?? "", side: "before" });
      }
      handlers.onToggle(id, done);
    },
    followPointer: () => {
      if (lift && !lift.byKeyboard && pointer.current) goTo(placeUnderPointer());
    },
  });
  const focus = useBoardKeys(root, now);

  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: LONG_PRESS }),
  );
  const collide = ({ pointerCoordinates }) =>
    pointerCoordinates ? [{ id: columnAt(root.current, pointerCoordinates) }] : [];
  const start = ({ active, activatorEvent }) => {
    const { left: x, top: y, width, height } = elementOf(root.current, active.id).getBoundingClientRect();
    const point = pointOf(activatorEvent);
    pointer.current = point;
    begin(active.id, height, false);
    ghost.current = { width, height, x: point.x - x, y: point.y - y };
  };

  const follow = (element) => {
    if (!element || !pointer.current || !ghost.current) return;
    const { width, height, x, y } = ghost.current;
    Object.assign(element.style, {
      width: `${width}px`,
      height: `${height}px`,
      transform: `translate3d(${Math.round(pointer.current.x - x)}px, ${Math.round(pointer.current.y - y)}px, 0)`,
    });
  };
  const ghostElement = useRef(null);
  const move = () => {
    follow(ghostElement.current);
    now.followPointer();
  };

  // The newest place of the pointer, which a drop may follow before it was drawn.
  useEffect(() => {
    const moved = (event) => {
      if (pointer.current) pointer.current = pointOf(event);
    };
    const options = { capture: true, passive: true };
    for (const type of ["mousemove", "touchmove"]) window.addEventListener(type, moved, options);
    return () => {
      for (const type of ["mousemove", "touchmove"]) window.removeEventListener(type, moved, options);
    };
  }, []);
  // A column that scrolls under a pointer at rest has another place under it.
  useEffect(() => {
    const scrolled = () => now.followPointer();
    document.addEventListener("scroll", scrolled, { capture: true, passive: true });
    return () => document.removeEventListener("scroll", scrolled, { capture: true });
  }, []);
  useLayoutEffect(() => {
    if (lift?.byKeyboard) root.current.querySelector(".board-place")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [lift]);

  const lifted = lift && !lift.byKeyboard ? byId.get(lift.id) : null;
  const feet = Array.isArray(children) ? children : [children];
  return (
    <div
      ref={root}
      role="group"
      aria-label={label}
      className={`board board--${layout} ${className ?? ""}`}
      data-lifting={lift ? (lift.byKeyboard ? "key" : "pointer") : undefined}
      data-sorted={sorted || undefined}
      data-selecting={selecting || undefined}
      tabIndex={byId.size === 0 ? 0 : undefined /* a region that scrolls, without a card to focus */}
      {...focus}
    >
      <DndContext
        sensors={sensors}
        collisionDetection={collide}
        autoScroll={{ activator: AutoScrollActivator.Pointer, threshold: { x: 0.12, y: 0.12 } }}
        accessibility={SILENT}
        onDragStart={start}
        onDragMove={move}
        onDragEnd={() => now.lift && dropAt(placeUnderPointer())}
        onDragCancel={() => now.lift && cancel()}
      >
        {shown.map((column, index) => (
          <BoardColumn
            key={column.name}
            column={column}
            ids={ids.get(column.name)}
            cards={drawn}
            subs={isList ? held.subs : undefined}
            lift={lift}
            stop={byId.has(stop) ? stop : firstId}
            acts={now}
            describedBy={INSTRUCTIONS_ID}
          >
            {feet[index]}
          </BoardColumn>
        ))}
      </DndContext>
      {lifted ? (
        <div
          ref={(element) => {
            ghostElement.current = element;
            follow(element);
          }}
          className="board-card board-ghost"
          aria-hidden="true"
        >
          <CardFace card={lifted} acts={now} />
        </div>
      ) : null}
      <p id={INSTRUCTIONS_ID} className="visually-hidden">
        {INSTRUCTIONS}
      </p>
      <span className="visually-hidden" aria-live="assertive" aria-atomic="true">
        {announced}
      </span>
    </div>
  );
}
