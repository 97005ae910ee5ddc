// An input that keeps what is being typed to itself and hands it over when it is done.
import { useEffect, useLayoutEffect, useRef, useState } from "react";

// A date is typed part by part; the browser calls 0002-01-01 complete on the way to 2026.
const EARLIEST_YEAR = 1000;
const PICKED = new Set(["date", "time"]);
const PAUSE_WHILE_PICKING = 600;

const isWhole = (type, input) =>
  !input.validity.badInput &&
  (type !== "date" || input.value === "" || parseInt(input.value, 10) >= EARLIEST_YEAR);

export function LiveInput({ value, onCommit, after, multiline, type = "text", ...rest }) {
  const input = useRef(null);
  const [typed, setTyped] = useState(null);
  const sent = useRef(value);
  const timer = useRef(0);
  const shown = typed ?? value;

  // What arrives while one types elsewhere is shown; what arrives in mid-typing waits.
  useEffect(() => {
    sent.current = value;
    if (document.activeElement !== input.current) setTyped(null);
  }, [value]);
  // What was handed over and not handled stays in sight, and can be handed over again.
  useEffect(() => {
    const forget = () => {
      sent.current = value;
    };
    window.addEventListener("umbra:unanswered", forget);
    return () => window.removeEventListener("umbra:unanswered", forget);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLayoutEffect(() => {
    if (multiline && input.current) grow(input.current);
  }, [multiline, shown]);

  const handOver = () => {
    clearTimeout(timer.current);
    const element = input.current;
    if (!element || !isWhole(type, element) || element.value === sent.current) return;
    sent.current = element.value;
    onCommit?.(element.value);
  };
  const change = (event) => {
    setTyped(event.target.value);
    clearTimeout(timer.current);
    const pause = PICKED.has(type) ? PAUSE_WHILE_PICKING : after;
    if (pause >= 0 && !event.nativeEvent.isComposing) timer.current = setTimeout(handOver, pause);
  };
  // What was handed over stays in sight until the answer comes, and also if it is refused.
  const leave = () => {
    handOver();
    if (typed === value) setTyped(null);
  };
  const press = (event) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (!multiline || event.ctrlKey || event.metaKey)) handOver();
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
      onBlur={leave}
      onKeyDown={press}
    />
  );
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}
