// The fields for the times of an event: the end moves along with the start.
import { useEffect, useLayoutEffect, useRef } from "react";
import "$/public/external/umbra/events/page/times/events.css";

const MIN_YEAR = 1900; // while 2026 is typed, the browser reports the year 0002
const TIMES = ["all_day", "start_date", "start_time", "end_date", "end_time", "time_zone"];

// The time that the form of a new event was last opened at, in this tab.
let lastSlot = "";

const two = (number) => String(number).padStart(2, "0");

/** A date and a time as milliseconds, as if in UTC, or NaN while one of them is not complete. */
const read = (form, edge) => {
  const day = form.elements.namedItem(`${edge}_date`).value;
  const time = form.elements.namedItem(`${edge}_time`).value;
  return parseInt(day, 10) >= MIN_YEAR ? Date.parse(`${day}T${time || "00:00"}Z`) : NaN;
};

const write = (form, edge, instant) => {
  const moment = new Date(instant);
  const day = moment.toISOString().slice(0, 10);
  const time = `${two(moment.getUTCHours())}:${two(moment.getUTCMinutes())}`;
  for (const [part, value] of Object.entries({ date: day, time })) {
    const field = form.elements.namedItem(`${edge}_${part}`);
    if (field.value === value) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

export function EventTimes({ base, slot, children, ...rest }) {
  const box = useRef(null);
  const length = useRef(NaN);

  const form = () => box.current?.closest("form");

  useLayoutEffect(() => {
    const element = form();
    const measure = () => {
      const found = read(element, "end") - read(element, "start");
      if (found >= 0) length.current = found;
    };
    const change = ({ target }) => {
      if (target.name === "start_date" || target.name === "start_time") {
        const start = read(element, "start");
        if (!Number.isNaN(start + length.current)) write(element, "end", start + length.current);
      } else if (target.name === "end_date" || target.name === "end_time") measure();
    };
    measure();
    element.addEventListener("input", change);
    element.addEventListener("filled", measure);
    return () => {
      element.removeEventListener("input", change);
      element.removeEventListener("filled", measure);
    };
  }, []);

  useEffect(() => {
    if (!slot || slot === lastSlot) return;
    lastSlot = slot;
    const element = form();
    const before = Object.fromEntries(TIMES.map((name) => [name, base[name] ?? ""]));
    let changed = null;
    for (const [name, value] of Object.entries(before)) {
      const field = element.elements.namedItem(name);
      if (!field) continue;
      if (field.type === "checkbox" ? field.checked === (value !== "") : field.value === value)
        continue;
      if (field.type === "checkbox") field.checked = value !== "";
      else field.value = value;
      changed = field;
    }
    if (!changed) return;
    element.dispatchEvent(new Event("filled"));
    changed.form.querySelector("[name=title]").dispatchEvent(new Event("input", { bubbles: true }));
  }, [slot]);

  return (
    <div {...rest} ref={box}>
      {children}
    </div>
  );
}
