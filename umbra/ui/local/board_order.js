// Where the cards of a board are: pure functions of columns, cards and moves that are not answered.

/** The ids of the cards of each column, by its name. */
export const idsOf = (columns, cards) =>
  new Map(columns.map(({ name, slots }) => [name, slots.map((slot) => cards[slot].id)]));

/** The cards of all columns by their ids. */
export const cardsById = (columns, cards) =>
  new Map(columns.flatMap(({ slots }) => slots.map((slot) => [cards[slot].id, cards[slot]])));

/** The name of the column that has the card. */
export const columnOf = (ids, id) => [...ids].find(([, column]) => column.includes(id))?.[0];

/** The neighbour beside which a card stands at `index` of `column`, ids without that card. */
export const neighbourAt = (column, index) => {
  if (index > 0) return { neighbour: column[Math.min(index, column.length) - 1], side: "after" };
  return column.length > 0 ? { neighbour: column[0], side: "before" } : { neighbour: "", side: "" };
};

/** `ids` by column with a card taken out and put at its new place. */
export const withMove = (ids, { id, column, neighbour, side }) => {
  const moved = new Map([...ids].map(([name, order]) => [name, order.filter((one) => one !== id)]));
  const order = moved.get(column);
  const at = order.indexOf(neighbour);
  const index = at < 0 ? 0 : at + (side === "after" ? 1 : 0);
  moved.set(column, order.toSpliced(index, 0, id));
  return moved;
};

/**
 * The moves that the server has not answered. Each answer gives the card a further version, or
 * changes the counter `refused`; a card that has left the columns was answered too.
 */
export const unanswered = (moves, cards, refused) =>
  moves.filter((move) => move.refused === refused && cards.get(move.id)?.version < move.version);

/** `cards` by id, those that were moved ticked as their new column says in `words`. */
export const withTicks = (cards, ids, moves, words) => {
  if (moves.length === 0) return cards;
  const ticked = moves.map(({ id }) => [id, { ...cards.get(id), done: words[columnOf(ids, id)].done }]);
  return new Map([...cards, ...ticked]);
};

/** The place of a step by an arrow key from `place`, or null where there is none. */
export const stepped = (ids, id, place, key, isList) => {
  const names = [...ids.keys()];
  const lengthOf = (name) => ids.get(name).filter((one) => one !== id).length;
  const at = names.indexOf(place.column);
  const down = key === "ArrowDown";
  if (key === "ArrowUp" || down) {
    const index = place.index + (down ? 1 : -1);
    if (index >= 0 && index <= lengthOf(place.column)) return { ...place, index };
    const next = isList ? names[at + (down ? 1 : -1)] : undefined;
    return next === undefined ? null : { column: next, index: down ? 0 : lengthOf(next) };
  }
  const next = isList ? undefined : names[at + (key === "ArrowRight" ? 1 : -1)];
  return next === undefined ? null : { column: next, index: Math.min(place.index, lengthOf(next)) };
};
