// What a screen reader says while a card is lifted: the card, its column, its position of total.

/**
 * `place` is where the card stands or would stand; `column` is that column. Its total counts also
 * the cards that are not in the window; above a window that does not begin at the top, the
 * neighbour is named instead of a position.
 */
export const placeInWords = (place, { title, before, total, ids }, cards) => {
  if (!before) return `${title}, position ${place.index + 1} of ${total}`;
  const above = cards.get(ids[place.index - 1]);
  return above ? `${title}, below ${above.title}` : title;
};

export const INSTRUCTIONS =
  "Press Space to lift the card, arrow keys to move it, Space to drop it, Escape to leave it where it was. " +
  "Alt with an arrow key moves it at once.";
