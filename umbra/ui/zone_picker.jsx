// A combobox (ARIA pattern) for an IANA time zone. The names come from the browser, so that no
// list is sent; the server validates the chosen one.
import { useEffect, useId, useMemo, useRef, useState } from "react";

let allZones;
const zones = () => (allZones ??= [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])]);

// The zone chosen instead of the guess, for this tab: a form that is rendered again starts with it.
let chosen;
const guessed = () => chosen ?? (Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");

const label = (zone) => zone.replaceAll("_", " ");

const normalized = (text) => text.toLowerCase().replace(/[\s_]+/g, " ").trim();

/** Zones that contain `text`; those with a part that starts with it come first. */
const matching = (text) => {
  const query = normalized(text);
  const named = zones().map((zone) => [zone, normalized(zone)]);
  const found = named.filter(([, name]) => name.includes(query));
  const rank = (name) => (name.split("/").some((part) => part.startsWith(query)) ? 0 : 1);
  return found.sort(([, a], [, b]) => rank(a) - rank(b)).map(([zone]) => zone);
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

/** `value` is the current zone; without one and with `guess`, the browser's zone is used. */
export function ZonePicker({ id, name, value = "", guess = false, onChoose, ...rest }) {
  const list = useId();
  const box = useRef(null);
  const [zone, setZone] = useState(value);
  const [text, setText] = useState(null);
  const [active, setActive] = useState(0);
  const open = text !== null;
  const options = useMemo(() => (open ? matching(text === label(zone) ? "" : text) : []), [open, text, zone]);

  useEffect(() => setZone(value || (guess ? guessed() : "")), [value, guess]);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active, open]);

  const close = () => setText(null);
  const show = (typed) => {
    setText(typed);
    setActive(typed === label(zone) ? Math.max(0, matching("").indexOf(zone)) : 0);
  };
  const choose = (wanted) => {
    close();
    if (!wanted || wanted === zone) return;
    if (guess) chosen = wanted;
    setZone(wanted);
    onChoose?.(wanted);
  };
  const leave = () => open && choose(zones().find((each) => normalized(each) === normalized(text)));

  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  const press = (event) => {
    if (event.key in steps) {
      event.preventDefault();
      if (!open) return show(label(zone));
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
        value={text ?? label(zone)}
        onChange={(event) => show(event.target.value)}
        onFocus={(event) => event.target.select()}
        onClick={() => !open && show(label(zone))}
        onKeyDown={press}
        onBlur={leave}
        {...rest}
      />
      <ul id={list} role="listbox" className="zone-list" aria-label="Results" hidden={!open}>
        {options.map((option, index) => (
          <li
            key={option}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            className="zone-option"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
          >
            <span>{label(option)}</span>
            <span className="zone-offset">{offsetOf(option)}</span>
          </li>
        ))}
        {open && options.length === 0 ? (
          <li role="option" aria-disabled="true" aria-selected={false} className="zone-none">
            No matching time zones
          </li>
        ) : null}
      </ul>
    </span>
  );
}
