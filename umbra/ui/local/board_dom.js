// Reads a board's elements: which column and which place are under the pointer, and what scrolls.

export const CARD = "[data-card]";

const distanceTo = ({ left, right, top, bottom }, { x, y }) =>
  Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));

/** The name of the column nearest to `point`, in coordinates of the viewport. */
export const columnAt = (root, point) => {
  const sections = Array.from(root.querySelectorAll("[data-column]"));
  const distances = sections.map((one) => distanceTo(one.getBoundingClientRect(), point));
  return sections[distances.indexOf(Math.min(...distances))]?.dataset.column;
};

/** The index in a column at which a card dropped at `y` stands, not counting the lifted one. */
export const indexAt = (root, column, y) => {
  const cards = root.querySelectorAll(`[data-column="${column}"] > * > * > ${CARD}:not([data-lifted])`);
  const below = Array.from(cards).findIndex((card) => {
    const { top, height } = card.getBoundingClientRect();
    return y < top + height / 2;
  });
  return below < 0 ? cards.length : below;
};

export const elementOf = (root, id) => root.querySelector(`[data-card="${CSS.escape(id)}"]`);

export const cardsIn = (root, column) =>
  Array.from(root.querySelectorAll(`[data-column="${column}"] ${CARD}`));

export const focusCard = (card) => {
  if (!card) return;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
};

/** Where the pointer of a mouse or touch event is. */
export const pointOf = (event) => {
  const { clientX, clientY } = event.touches?.[0] ?? event;
  return { x: clientX, y: clientY };
};
