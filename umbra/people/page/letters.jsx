// The index of letters of a long list, on its right. A finger can slide over it.
import { useEffect, useRef, useState } from "react";

export function LetterIndex({ letters, row, turn, onChoose }) {
  const bar = useRef(null);
  const seen = useRef(turn);
  const sliding = useRef("");
  const [current, setCurrent] = useState("");
  const there = letters.filter(([, used]) => used).map(([letter]) => letter);
  const stop = there.includes(current) ? current : there[0];

  // The rows under the letter have come.
  useEffect(() => {
    if (turn === seen.current) return;
    seen.current = turn;
    const first = document.querySelector(`[data-row="${CSS.escape(row)}"]`);
    if (!first) return;
    first.scrollIntoView({ block: "start" });
    if (sliding.current) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }, [turn]);

  const choose = (letter) => {
    setCurrent(letter);
    onChoose(letter);
  };
  const move = (event) => {
    const at = there.indexOf(stop);
    const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: there.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const letter = there[Math.min(Math.max(next, 0), there.length - 1)];
    setCurrent(letter);
    bar.current.querySelector(`[data-letter="${CSS.escape(letter)}"]`).focus();
  };
  const slide = (event) => {
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const letter = under?.closest?.("[data-letter]")?.dataset.letter;
    if (!letter || letter === sliding.current || !there.includes(letter)) return;
    sliding.current = letter;
    choose(letter);
  };

  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label="Index of letters"
      aria-orientation="vertical"
      className="letters"
      onKeyDown={move}
      onPointerDown={(event) => event.pointerType === "touch" && slide(event)}
      onPointerMove={(event) => event.pointerType === "touch" && slide(event)}
      onPointerUp={() => (sliding.current = "")}
      onPointerCancel={() => (sliding.current = "")}
    >
      {letters.map(([letter, used]) => (
        <button
          key={letter}
          type="button"
          data-letter={letter}
          disabled={!used}
          tabIndex={letter === stop ? 0 : -1}
          aria-label={letter === "#" ? "Names that begin with no letter" : letter}
          onClick={(event) => event.nativeEvent.pointerType !== "touch" && choose(letter)}
        >
          {letter}
        </button>
      ))}
    </div>
  );
}
