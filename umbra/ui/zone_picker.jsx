// A combobox for an IANA time zone. The names come from the browser, so that no list is sent; the
// server validates the chosen one.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Combobox, folded } from "$/public/external/umbra/ui/combobox/combobox.jsx";

const label = (zone) => zone.replaceAll("_", " ");

let zones;
const options = () =>
  (zones ??= [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])].map((zone) => ({
    value: zone,
    label: label(zone),
  })));

// The zone chosen instead of the guess, for this tab: a form that is rendered again starts with it.
let chosen;
const guessed = () => chosen ?? (Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");

const offsets = new Map();
const offsetOf = (zone) => {
  if (!offsets.has(zone)) {
    const clock = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" });
    const parts = clock.formatToParts(new Date());
    offsets.set(zone, parts.find((part) => part.type === "timeZoneName").value.replace("-", "−"));
  }
  return offsets.get(zone);
};

// `value` is the current zone; without one and with `guess`, the browser's zone is used. In a form
// that fills its fields (and says so by "filled") the zone is `defaultValue` at first.
export function ZonePicker({ name, value = "", defaultValue, guess = false, onChoose, ...rest }) {
  const field = useRef(null);
  const [zone, setZone] = useState(defaultValue ?? value);
  const [text, setText] = useState(null); // what is typed; null shows the zone
  const query = text === null || text === label(zone) ? "" : label(text).replace(/\s+/g, " ");

  useEffect(() => {
    if (defaultValue === undefined) setZone(value || (guess ? guessed() : ""));
  }, [value, guess]);
  useLayoutEffect(() => {
    if (field.current) field.current.value = zone;
  }, [zone]);
  useLayoutEffect(() => {
    const form = field.current?.form;
    const follow = () => setZone(field.current.value);
    form?.addEventListener("filled", follow);
    return () => form?.removeEventListener("filled", follow);
  }, []);

  const choose = (option) => {
    setText(null);
    if (!option || option.value === zone) return;
    if (guess) chosen = option.value;
    setZone(option.value);
    if (field.current) {
      field.current.value = option.value;
      field.current.dispatchEvent(new Event("input", { bubbles: true }));
    }
    onChoose?.(option.value);
  };
  return (
    <>
      {name ? <input ref={field} type="hidden" name={name} defaultValue={zone} /> : null}
      <Combobox
        {...rest}
        text={text ?? label(zone)}
        query={query}
        autoSelect
        list={{ options, noteOf: offsetOf, current: zone, emptyText: "No matching time zones" }}
        onType={(event) => setText(event.target.value)}
        onChoose={choose}
        onClose={() => setText(null)}
        onInput={(event) => event.stopPropagation()} // the form's field is the hidden one
        onFocus={(event) => event.target.select()}
        onBlur={() => choose(query && options().find((each) => folded(each.label) === folded(query)))}
      />
    </>
  );
}
