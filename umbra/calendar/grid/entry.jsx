// What stands in an entry, in "+n more" and in the heads of days.
import { createContext, useContext, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";
import { addDays, dayNumber, inWords } from "$/public/external/umbra/calendar/scripts/dates.js";

/** By day, the number of its entries that were not sent. */
export const Rests = createContext(new Map());

const dayOf = (text) => text.slice(0, 10);
const timeOf = (text) => text.slice(11, 16);

/** The entry in words: title, day, times, whether it repeats and has an alarm, and its detail. */
function spoken(event, { flags, detail }) {
  const [start, end] = [event.startStr, event.endStr || event.startStr];
  const last = event.allDay || end.slice(11, 16) === "00:00" ? addDays(end, -1) : dayOf(end);
  const days = inWords(dayOf(start), "long");
  const until = last > dayOf(start) ? inWords(last, "long") : "";
  const words = event.allDay
    ? [until ? `${days} to ${until}` : `${days}, all day`]
    : [`${days}, ${timeOf(start)} to ${until ? `${until}, ` : ""}${timeOf(end)}`];
  const due = flags.includes("k") ? "task" : "todo";
  if (flags.includes("t")) words.unshift(flags.includes("d") ? `completed ${due}` : due);
  if (flags.includes("r")) words.push("repeats");
  if (flags.includes("a")) words.push("has an alarm");
  return [event.title || "Untitled", ...words, detail].filter(Boolean).join(", ");
}

const Mark = ({ flags, dotted }) => {
  if (flags.includes("t")) return <Icon name={flags.includes("d") ? "circle-check" : "circle"} size={12} />;
  return dotted ? <span className="grid-entry__dot" /> : null;
};

/** That it repeats, and that it has an alarm. */
const Signs = ({ flags }) => {
  const names = [flags.includes("r") && "refresh", flags.includes("a") && "bell"].filter(Boolean);
  if (names.length === 0) return null;
  return (
    <span className="grid-entry__signs">
      {names.map((name) => (
        <Icon key={name} name={name} size={12} />
      ))}
    </span>
  );
};

/** The content of an entry. `info` is what FullCalendar gives to `eventContent`. */
export function Entry({ info }) {
  const { event, isStart, view } = info;
  const { flags, detail, rest } = event.extendedProps;
  if (rest) return <RestOfDay rest={rest} day={event.startStr} />;
  const inLane = !event.allDay && view.type !== "month";
  const start = !event.allDay && (inLane || isStart) ? timeOf(event.startStr) : "";
  return (
    <>
      <span className="grid-entry__shown" aria-hidden="true">
        <Mark flags={flags} dotted={!event.allDay && !inLane} />
        {start && !inLane ? <span className="grid-entry__time">{start}</span> : null}
        <span className="grid-entry__title">{event.title || "Untitled"}</span>
        {inLane ? (
          <span className="grid-entry__time">
            {start}
            <span className="grid-entry__end">{` – ${timeOf(event.endStr)}`}</span>
          </span>
        ) : null}
        {inLane && detail ? <span className="grid-entry__detail">{detail}</span> : null}
        {inLane || event.allDay ? <Signs flags={flags} /> : null}
      </span>
      <span className="visually-hidden">{spoken(event, event.extendedProps)}</span>
    </>
  );
}

const RestOfDay = ({ rest, day }) => (
  <>
    <span className="grid-entry__shown" aria-hidden="true">{`+${rest} more`}</span>
    <span className="visually-hidden">{`${rest} more on ${inWords(day, "long")}`}</span>
  </>
);

/** The text of "+n more": `hidden` entries did not fit, and others of the day were not sent. */
export function MoreOfDay({ hidden, narrow }) {
  const rests = useContext(Rests);
  const root = useRef(null);
  const [day, setDay] = useState("");
  const [drawn, setDrawn] = useState(false);
  useLayoutEffect(() => {
    const cell = root.current.closest("[data-date]");
    if (!cell) return; // FullCalendar draws one more to measure its height
    setDay(cell.dataset.date);
    const stand = cell.querySelector(`[data-entry="rest/${cell.dataset.date}"]`);
    setDrawn(Boolean(stand?.checkVisibility({ visibilityProperty: true })));
  });
  const rest = rests.get(day) ?? 0;
  const more = rest > 0 && !drawn ? hidden - 1 + rest : hidden;
  return (
    <span ref={root}>
      <span aria-hidden="true">{narrow ? `+${more}` : `+${more} more`}</span>
      <span className="visually-hidden">{`${more} more${day ? ` on ${inWords(day, "long")}` : ""}`}</span>
    </span>
  );
}

const isoDay = (date) => date.toISOString().slice(0, 10);

/** Keeps a press on a button from selecting the day below it, which begins at the press. */
const withoutSelecting = (button) => {
  const stop = (event) => event.stopPropagation();
  for (const type of ["mousedown", "touchstart"]) button?.addEventListener(type, stop, { passive: true });
};

/** The number of a day in the month, a button that opens the day. */
export function DayNumber({ date, onDay }) {
  const day = isoDay(date);
  const number = dayNumber(day);
  return (
    <button
      ref={withoutSelecting}
      type="button"
      tabIndex={-1}
      className="grid-day__number"
      onClick={() => onDay(day)}
    >
      <span aria-hidden="true">{number === 1 ? `${number} ${inWords(day, "shortMonth")}` : number}</span>
      <span className="visually-hidden">{`Open ${inWords(day, "full")}`}</span>
    </button>
  );
}

/** The head of a column: the weekday and, over a time grid, the number of its day. */
export function DayHead({ date, timed, onDay }) {
  const day = isoDay(date);
  if (!timed) return <span>{inWords(day, "short")}</span>;
  return (
    <button type="button" tabIndex={-1} className="grid-day-head__button" onClick={() => onDay(day)}>
      <span className="grid-day-head__weekday">{inWords(day, "short")}</span>{" "}
      <span className="grid-day-head__number">{dayNumber(day)}</span>
    </button>
  );
}
