// The board with an owner in place of the server: it answers a move, refuses it, or keeps it waiting.
import { useState } from "react";
import { Board } from "$/public/external/umbra/ui/local/board/board.jsx";

const apply = (columns, cards, { slot, column, neighbour, side }) =>
  columns.map((one) => {
    const slots = one.slots.filter((each) => each !== slot);
    if (one.name !== column) return { ...one, slots };
    const at = slots.findIndex((each) => cards[each].id === neighbour);
    return { ...one, slots: slots.toSpliced(at < 0 ? 0 : at + (side === "after" ? 1 : 0), 0, slot) };
  });

export function BoardDemo({ columns: first, cards: firstCards, words, subs, children, ...rest }) {
  const [columns, setColumns] = useState(first);
  const [cards, setCards] = useState(firstCards);
  const [refused, setRefused] = useState(0);
  const [open, setOpen] = useState({});
  const [answer, setAnswer] = useState("answer");
  const [last, setLast] = useState("");
  const change = (slot, fields) =>
    setCards((now) => now.toSpliced(slot, 1, { ...now[slot], ...fields, version: now[slot].version + 1 }));
  const slotOf = (id) => cards.findIndex((card) => card.id === id);

  const move = (id, column, neighbour, side) => {
    setLast([id, column, side, neighbour].join(" ").trim());
    if (answer === "refuse") setTimeout(() => setRefused((count) => count + 1));
    if (answer !== "answer") return;
    const slot = slotOf(id);
    setColumns((now) => apply(now, cards, { slot, column, neighbour, side }));
    change(slot, { done: words[column].done });
  };
  const told = (name) => (id) => setLast(`${name} ${id}`);
  const counts = Object.fromEntries(columns.map(({ name, slots }) => [name, slots.length]));
  return (
    <>
      <label className="row">
        The server
        <select className="select" id="board-answer" value={answer} onChange={(event) => setAnswer(event.target.value)}>
          <option value="answer">answers</option>
          <option value="wait">does not answer</option>
          <option value="refuse">refuses</option>
        </select>
      </label>
      <Board
        {...rest}
        columns={columns}
        cards={cards}
        words={words}
        counts={counts}
        subs={open}
        refused={refused}
        onMove={move}
        onToggle={(id, done) => move(id, columns.find(({ name }) => words[name].done === done).name, "", "")}
        onExpand={(id, isOpen) => setOpen(isOpen ? { ...open, [id]: subs } : {})}
        onSelect={(id) => change(slotOf(id), { selected: !cards[slotOf(id)].selected })}
        onOpen={told("open")}
        onDelete={told("delete")}
        onMoveMenu={told("menu")}
        onReach={() => {}}
        onMore={told("more")}
      >
        {children}
      </Board>
      <output id="board-last">{last}</output>
    </>
  );
}
