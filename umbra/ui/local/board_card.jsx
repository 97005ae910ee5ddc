// One card of a board: the tick, the title, the marks. In a list it is a row, with its sub-items.
import { memo } from "react";
import { useDraggable } from "@dnd-kit/core";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";
import { Tick } from "$/public/external/umbra/ui/local/tick/tick.jsx";

const CONTROL = "button, a, input";

function Mark({ mark: { icon, text, label, tone } }) {
  return (
    <span className={tone ? `board-mark board-mark--${tone}` : "board-mark"}>
      {icon ? <Icon name={icon} size={12} /> : null}
      {label ? <span className="visually-hidden">{label} </span> : null}
      <span dir="auto">{text}</span>
    </span>
  );
}

export const CardFace = memo(function CardFace({ card, acts, subs }) {
  const { id, title, marks, done, priority } = card;
  return (
    <div className="board-card__face">
      <Tick
        checked={done}
        version={card.version}
        refused={card.refused}
        label={title}
        className={priority && `priority-${priority}`}
        onToggle={(chosen) => acts.onToggle(id, chosen)}
      />
      <div className="board-card__main">
        <button type="button" tabIndex={-1} dir="auto" className="board-card__title" data-act="open" onClick={() => acts.onOpen(id)}>
          {title}
        </button>
        {marks.length > 0 || subs ? (
          <div className="board-card__marks">
            {subs ? <Expander card={card} acts={acts} isOpen={subs.isOpen} /> : null}
            {marks.map((mark, index) => (
              <Mark key={index} mark={mark} />
            ))}
          </div>
        ) : null}
      </div>
      <div className="board-card__acts">
        <button
          type="button"
          role="checkbox"
          tabIndex={-1}
          aria-checked={card.selected}
          aria-label={`Select ${title}`}
          data-act="select"
          className="item-choose"
          onClick={() => acts.onSelect(id)}
        >
          <Icon name="check" size={12} />
        </button>
        <button
          type="button"
          tabIndex={-1}
          aria-label={`Move ${title}`}
          data-act="move"
          className="btn btn--icon btn--ghost btn--sm"
          onClick={() => acts.onMoveMenu(id)}
        >
          <Icon name="ellipsis" size={16} />
        </button>
      </div>
    </div>
  );
});

function Expander({ card, acts, isOpen }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-expanded={isOpen}
      aria-label={`Sub-tasks of ${card.title}`}
      data-act="expand"
      className="board-card__expander"
      onClick={() => acts.onExpand(card.id, !isOpen)}
    >
      <Icon name={isOpen ? "chevron-down" : "chevron-right"} size={12} />
    </button>
  );
}

export const BoardCard = memo(function BoardCard({ card, acts, isStop, isLifted, isSub, subs, describedBy }) {
  const { listeners, setNodeRef } = useDraggable({ id: card.id, disabled: isSub });
  const click = (event) => {
    if (event.target.closest(CONTROL)) return;
    if (event.ctrlKey || event.metaKey || acts.selecting) acts.onSelect(card.id);
    else acts.onOpen(card.id);
  };
  return (
    <li
      ref={setNodeRef}
      {...listeners}
      data-card={card.id}
      data-version={card.version}
      data-lifted={isLifted || undefined}
      data-done={card.done}
      data-sub={isSub || undefined}
      aria-roledescription={isSub ? undefined : "card"}
      aria-describedby={describedBy}
      tabIndex={isStop ? 0 : -1}
      className={card.selected ? "board-card is-selected" : "board-card"}
      onClick={click}
    >
      <CardFace card={card} acts={acts} subs={subs} />
    </li>
  );
});
