// An input that holds the text while it is being typed, and commits it when the user leaves the
// input, presses Enter or, with `debounceMs`, stops typing.
import { useEffect, useLayoutEffect, useRef, useState } from "react";

// A date is typed part by part: while 2026 is typed, the browser reports 0002-01-01 as valid.
const MIN_YEAR = 1000;
const PICKER_TYPES = new Set(["date", "time"]);
const PICKER_DEBOUNCE_MS = 600;

const isComplete = (type, input) =>
  !input.validity.badInput &&
  (type !== "date" || input.value === "" || parseInt(input.value, 10) >= MIN_YEAR);

export function LiveInput({ value, onCommit, debounceMs, multiline, type = "text", ...rest }) {
  const input = useRef(null);
  const [typed, setTyped] = useState(null);
  const committed = useRef(value);
  const timer = useRef(0);
  const shown = typed ?? value;

  // A new value from the server is shown at once unless this input has focus.
  useEffect(() => {
    committed.current = value;
    if (document.activeElement !== input.current) setTyped(null);
  }, [value]);
  // A commit that was not handled stays visible and can be committed again.
  useEffect(() => {
    const allowAgain = () => {
      committed.current = value;
    };
    window.addEventListener("umbra:unanswered", allowAgain);
    return () => window.removeEventListener("umbra:unanswered", allowAgain);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLayoutEffect(() => {
    if (multiline && input.current) grow(input.current);
  }, [multiline, shown]);

  const commit = () => {
    clearTimeout(timer.current);
    const element = input.current;
    if (!element || !isComplete(type, element) || element.value === committed.current) return;
    committed.current = element.value;
    onCommit?.(element.value);
  };
  const change = (event) => {
    setTyped(event.target.value);
    commitLater(event.nativeEvent.isComposing);
  };
  // While an input method composes, what is in the field is not the text yet. At its end browsers
  // send no further `input` event.
  const commitLater = (isComposing) => {
    clearTimeout(timer.current);
    const delay = PICKER_TYPES.has(type) ? PICKER_DEBOUNCE_MS : debounceMs;
    if (delay >= 0 && !isComposing) timer.current = setTimeout(commit, delay);
  };
  // The committed text stays visible until the server's value arrives, and also if it is refused.
  const leave = () => {
    commit();
    if (typed === value) setTyped(null);
  };
  const press = (event) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && (!multiline || event.ctrlKey || event.metaKey)) commit();
    if (event.key === "Escape" && typed !== null && typed !== value) {
      event.stopPropagation();
      event.preventDefault();
      clearTimeout(timer.current);
      setTyped(value);
    }
  };

  const Element = multiline ? "textarea" : "input";
  return (
    <Element
      {...rest}
      {...(multiline ? {} : { type })}
      ref={input}
      value={shown}
      onChange={change}
      onCompositionEnd={() => commitLater(false)}
      onBlur={leave}
      onKeyDown={press}
    />
  );
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}
