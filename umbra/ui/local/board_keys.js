// The keyboard of a board: the focus goes from card to card, Space lifts one, arrow keys move it.
import { useEffect, useRef } from "react";
import { CARD, cardsIn, elementOf, focusCard } from "$/public/external/umbra/ui/local/board/board_dom.js";
import { isForOthers, pressInSelection, singleKeysAreOff } from "$/public/external/umbra/ui/local/row_list/list_keys.js";

const ARROWS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
const LETTERS = { j: "ArrowDown", k: "ArrowUp" };

/** The cards of a column that has some, `by` columns from `column`. */
const neighboursOf = (root, column, by) => {
  const names = Array.from(root.querySelectorAll("[data-column]"), (one) => one.dataset.column);
  for (let at = names.indexOf(column) + by; at >= 0 && at < names.length; at += by) {
    const cards = cardsIn(root, names[at]);
    if (cards.length > 0) return cards;
  }
  return [];
};

/** The card that an arrow key goes to from `card`. */
const goalOf = (root, card, key, isList) => {
  const column = card.closest("[data-column]").dataset.column;
  const cards = cardsIn(root, column);
  const at = cards.indexOf(card);
  if (key === "ArrowDown") return cards[at + 1] ?? (isList ? neighboursOf(root, column, 1)[0] : card);
  if (key === "ArrowUp") return cards[at - 1] ?? (isList ? neighboursOf(root, column, -1).at(-1) : card);
  if (isList) return null;
  const beside = neighboursOf(root, column, key === "ArrowRight" ? 1 : -1);
  const { top } = card.getBoundingClientRect();
  return beside.find((one) => one.getBoundingClientRect().bottom > top) ?? beside.at(-1);
};

/**
 * Listens for the keys of the board `root`. `now` has what is current: `lift` (null while nothing is
 * lifted), `isList`, `selection` and the actions by their names.
 */
export function useBoardKeys(root, now) {
  const focused = useRef(null);
  const end = useRef(null); // "first" or "last": the end of a column that was asked for

  useEffect(() => {
    const liftedKey = (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (ARROWS.has(event.key)) now.step(event.key);
      else if (event.key === " " || event.key === "Enter") now.dropHere();
      else if (event.key === "Escape" || event.key === "Tab") now.cancel();
    };
    const goTo = (event, card) => {
      event.preventDefault();
      focusCard(card);
    };
    const onKey = (event) => {
      if (now.lift) {
        if (now.lift.byKeyboard) liftedKey(event);
        return;
      }
      if (isForOthers(event)) return;
      const target = event.target.closest?.(CARD);
      const card = target && root.current.contains(target) ? target : null;
      if (!card && singleKeysAreOff()) return;
      if (pressInSelection(now.selection, event)) return;
      const key = LETTERS[event.key] ?? event.key;
      if (!card) {
        if (event.key in LETTERS) goTo(event, root.current.querySelector(CARD));
        return;
      }
      const { card: id, sub } = card.dataset;
      const column = card.closest("[data-column]").dataset.column;
      if (event.altKey) {
        if (!ARROWS.has(key) || sub) return;
        event.preventDefault();
        now.nudge(id, key);
      } else if (ARROWS.has(key)) {
        const goal = goalOf(root.current, card, key, now.isList);
        if (goal) goTo(event, goal);
        else if (now.isList && card.querySelector("[data-act=expand]")) now.onExpand(id, key === "ArrowRight");
      } else if (key === "Home" || key === "End") {
        end.current = { column, which: key };
        const cards = cardsIn(root.current, column);
        goTo(event, key === "Home" ? cards[0] : cards.at(-1));
        now.onReach(column, key === "Home" ? "first" : "last");
      } else {
        const onControl = event.target !== card && event.target.closest("button, a");
        if (onControl && (key === " " || key === "Enter")) return;
        const act = {
          " ": sub ? undefined : () => now.liftByKeyboard(id, card.offsetHeight),
          Enter: () => now.onOpen(id),
          e: () => now.onOpen(id),
          x: () => now.onSelect(id),
          m: () => now.onMoveMenu(id),
          "#": () => now.onDelete(id),
          Delete: () => now.onDelete(id),
        }[key];
        if (!act) return;
        event.preventDefault();
        act();
      }
    };
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, []);

  // A card that moved to another column is drawn anew, and loses the focus; so does one that is
  // gone, whose neighbour gets it.
  useEffect(() => {
    const last = focused.current;
    if (!last || document.activeElement !== document.body) return;
    const cards = cardsIn(root.current, last.column);
    const { column, which } = end.current ?? {};
    end.current = null;
    if (column === last.column && cards.length > 0) focusCard(which === "Home" ? cards[0] : cards.at(-1));
    else focusCard(elementOf(root.current, last.id) ?? cards[Math.min(last.index, cards.length - 1)]);
  });

  const onFocus = (event) => {
    const card = event.target.closest(CARD);
    if (!card) return;
    const column = card.closest("[data-column]").dataset.column;
    focused.current = { id: card.dataset.card, column, index: cardsIn(root.current, column).indexOf(card) };
    now.setStop(card.dataset.card);
  };
  // The user left the card, which is still there: what changes later must not fetch the focus back.
  const onBlur = ({ target }) =>
    setTimeout(() => {
      if (target.isConnected && !root.current?.contains(document.activeElement)) focused.current = null;
    });
  return { onFocus, onBlur };
}
