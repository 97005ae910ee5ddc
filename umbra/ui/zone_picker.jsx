// A searchable field for an IANA time zone. The browser brings the names itself, so that
// no list travels; the server checks what was chosen. Follows the ARIA combobox pattern.
import { useEffect, useId, useMemo, useRef, useState } from "react";

let known;
const zones = () => (known ??= [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])]);

// What was chosen in place of the guess, in this tab: a form that is shown anew has it still.
let chosen;
const guessed = () => chosen ?? (Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");

const words = (zone) => zone.replaceAll("_", " ");

const fold = (text) => text.toLowerCase().replace(/[\s_]+/g, " ").trim();

/** Zones that hold `text`, those whose place begins with it first. */
const matching = (text) => {
  const wanted = fold(text);
  const named = zones().map((zone) => [zone, fold(zone)]);
  const found = named.filter(([, name]) => name.includes(wanted));
  const first = (name) => (name.split("/").some((part) => part.startsWith(wanted)) ? 0 : 1);
  return found.sort(([, a], [, b]) => first(a) - first(b)).map(([zone]) => zone);
};

const offsets = new Map();
const offsetOf = (zone) => {
  if (!offsets.has(zone)) {
    const clock = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" });
    const parts = clock.formatToParts(new Date());
    offsets.set(zone, parts.find((part) => part.type === "timeZoneName").value.replace("-", "−"));
  }
  return offsets.get(zone);
};

/** `value` is the zone that holds; without one, the browser's is taken if `guess` is set. */
export function ZonePicker({ id, name, value = "", guess = false, onChoose, ...rest }) {
  const list = useId();
  const box = useRef(null);
  const [zone, setZone] = useState(value);
  const [text, setText] = useState(null);
  const [active, setActive] = useState(0);
  const open = text !== null;
  const options = useMemo(() => (open ? matching(text === words(zone) ? "" : text) : []), [open, text, zone]);

  useEffect(() => setZone(value || (guess ? guessed() : "")), [value, guess]);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active, open]);

  const close = () => setText(null);
  const show = (typed) => {
    setText(typed);
    setActive(typed === words(zone) ? Math.max(0, matching("").indexOf(zone)) : 0);
  };
  const choose = (wanted) => {
    close();
    if (!wanted || wanted === zone) return;
    if (guess) chosen = wanted;
    setZone(wanted);
    onChoose?.(wanted);
  };
  const leave = () => open && choose(zones().find((one) => fold(one) === fold(text)));

  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  const press = (event) => {
    if (event.key in steps) {
      event.preventDefault();
      if (!open) return show(words(zone));
      setActive(Math.min(options.length - 1, Math.max(0, active + steps[event.key])));
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      choose(options[active]);
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      close();
    }
  };

  return (
    <span className="zone" ref={box}>
      {name ? <input type="hidden" name={name} value={zone} /> : null}
      <input
        id={id}
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && options.length ? `${list}-${active}` : undefined}
        value={text ?? words(zone)}
        onChange={(event) => show(event.target.value)}
        onFocus={(event) => event.target.select()}
        onClick={() => !open && show(words(zone))}
        onKeyDown={press}
        onBlur={leave}
        {...rest}
      />
      <ul id={list} role="listbox" className="zone-list" aria-label="Matches" hidden={!open}>
        {options.map((one, index) => (
          <li
            key={one}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            className="zone-option"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(one)}
          >
            <span>{words(one)}</span>
            <span className="zone-offset">{offsetOf(one)}</span>
          </li>
        ))}
        {open && options.length === 0 ? (
          <li role="option" aria-disabled="true" aria-selected={false} className="zone-none">
            No time zone by that name
          </li>
        ) : null}
      </ul>
    </span>
  );
}
