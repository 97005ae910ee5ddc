// One column of a board: heading with count, its cards, and the form at its foot.
import { Fragment, useEffect, useLayoutEffect, useRef } from "react";
import { useDroppable } from "@dnd-kit/core";
import { BoardCard } from "$/public/external/umbra/ui/local/board/board_card.jsx";
import { CARD } from "$/public/external/umbra/ui/local/board/board_dom.js";
import { scrollContainerOf } from "$/public/external/umbra/ui/local/row_list/list_keys.js";

/** Calls `onReach` when an end of the window comes near; `token` changes with that end. */
function Sentinel({ token, onReach }) {
  const element = useRef(null);
  useEffect(() => {
    const observer = new IntersectionObserver((found) => found.some((one) => one.isIntersecting) && onReach(), {
      root: scrollContainerOf(element.current),
      rootMargin: "400px 0px",
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [token]);
  return <li ref={element} className="list-edge" aria-hidden="true" />;
}

/** Keeps the first visible card where it is while cards above it come and go. */
function useAnchor(list, ids, isPaused) {
  const anchor = useRef(null);
  const remember = () => {
    const scroller = scrollContainerOf(list.current);
    const top = scroller.getBoundingClientRect().top;
    const cards = Array.from(list.current.querySelectorAll(CARD));
    const first = cards.find((card) => card.getBoundingClientRect().bottom > Math.max(top, 0));
    anchor.current = first ? { id: first.dataset.card, top: first.getBoundingClientRect().top } : null;
  };
  useLayoutEffect(() => {
    const before = anchor.current;
    const scroller = scrollContainerOf(list.current);
    const card = before && list.current.querySelector(`[data-card="${CSS.escape(before.id)}"]`);
    if (card && !isPaused && scroller.scrollTop > 0) {
      scroller.scrollTop += card.getBoundingClientRect().top - before.top;
    }
    remember();
  }, [ids.join(), isPaused]);
  useEffect(() => {
    document.addEventListener("scroll", remember, { capture: true, passive: true });
    return () => document.removeEventListener("scroll", remember, { capture: true });
  }, []);
}

/** Scrolls to a card that was added by the form at the foot of its column. */
function useNewest(list, foot, last) {
  useEffect(() => {
    if (!foot.current.contains(document.activeElement)) return;
    list.current.lastElementChild?.scrollIntoView({ block: "nearest" });
  }, [last]);
}

export function BoardColumn({ column, ids, cards, subs, lift, stop, acts, describedBy, children }) {
  const { name, title, total, isCounted, before, after, more, empty } = column;
  const { setNodeRef } = useDroppable({ id: name });
  const list = useRef(null);
  const foot = useRef(null);
  const isOver = lift?.to.column === name;
  const rest = lift ? ids.filter((id) => id !== lift.id) : ids;
  useAnchor(list, ids, Boolean(lift));
  useNewest(list, foot, ids.at(-1));

  const cardOf = (id) => (
    <BoardCard
      card={cards.get(id)}
      acts={acts}
      isStop={id === stop}
      isLifted={id === lift?.id}
      subs={cards.get(id).subtasks > 0 && subs ? { isOpen: id in subs } : undefined}
      describedBy={describedBy}
    />
  );
  const place = isOver ? (
    <li className="board-place" aria-hidden="true" style={{ height: `${lift.height}px` }}>
      <span>Drop here</span>
    </li>
  ) : null;

  let index = -1;
  return (
    <section
      className="board-column"
      aria-labelledby={`column-${name}`}
      data-column={name}
      data-over={isOver || undefined}
      data-empty={ids.length === 0 || undefined}
    >
      <header className="board-column__head">
        <h2 id={`column-${name}`} className="board-column__title">
          {title}
        </h2>
        <span className="board-column__count num">{isCounted ? total : ""}</span>
      </header>
      <div className="board-column__scroller">
        <ul
          ref={(element) => {
            list.current = element;
            setNodeRef(element);
          }}
          className="board-column__list"
        >
          {before ? <Sentinel token={ids[0]} onReach={() => acts.onReach(name, "before")} /> : null}
          {ids.map((id) => {
            if (id !== lift?.id) index += 1;
            return (
              <Fragment key={id}>
                {id !== lift?.id && index === lift?.to.index ? place : null}
                {cardOf(id)}
                {subs?.[id] ? <SubTasks of={id} cards={subs[id]} acts={acts} /> : null}
              </Fragment>
            );
          })}
          {isOver && lift.to.index >= rest.length ? place : null}
          {after ? <Sentinel token={ids.at(-1)} onReach={() => acts.onReach(name, "after")} /> : null}
        </ul>
        {ids.length === 0 && !isOver ? <p className="board-column__empty">{empty}</p> : null}
        {more && isCounted && total > ids.length ? (
          <button type="button" className="btn btn--ghost btn--sm board-column__more" onClick={() => acts.onMore(name)}>
            {`${more} (${total})`}
          </button>
        ) : null}
      </div>
      <div ref={foot} className="board-column__foot">
        {children}
      </div>
    </section>
  );
}

function SubTasks({ of, cards, acts }) {
  return (
    <li className="board-subs" data-subs={of}>
      <ul className="board-column__list">
        {cards.map((card) => (
          <BoardCard key={card.id} card={card} acts={acts} isStop={false} isSub />
        ))}
      </ul>
    </li>
  );
}
