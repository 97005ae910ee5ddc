// A month of days to pick one (date grid of the ARIA patterns): one tab stop, arrow keys by day and
// week, page keys by month, with Shift by year. Another month shows at once; its marks follow.
import { useEffect, useId, useRef, useState } from "react";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";
import {
  addDays,
  addMonths,
  dayNumber,
  inWords,
  startOfWeek,
  weekday,
} from "$/public/external/umbra/calendar/scripts/dates.js";
import { watchSwipes } from "$/public/external/umbra/calendar/scripts/swipes.js";
import "$/public/external/umbra/calendar/mini_month/mini_month/mini_month.css";

const WEEKS = 6;
const MOST_DOTS = 3;

const firstOf = (day) => `${day.slice(0, 7)}-01`;
const isIn = (month) => (day) => day?.slice(0, 7) === month.slice(0, 7);

/** Where a key leads from `day`, or undefined. */
const destination = (event, day, weekStart) => {
  const start = startOfWeek(day, weekStart);
  const months = event.shiftKey ? 12 : 1;
  return {
    ArrowLeft: () => addDays(day, -1),
    ArrowRight: () => addDays(day, 1),
    ArrowUp: () => addDays(day, -7),
    ArrowDown: () => addDays(day, 7),
    Home: () => start,
    End: () => addDays(start, 6),
    PageUp: () => addMonths(day, -months),
    PageDown: () => addMonths(day, months),
  }[event.key]?.();
};

const Dots = ({ count }) => (
  <span className="mini-month__dots">
    {Array.from({ length: Math.min(count, MOST_DOTS) }, (_, index) => (
      <span key={index} className="mini-month__dot" />
    ))}
  </span>
);

function Day({ day, month, today, selected, stop, count, onPick, onFocus }) {
  const words = inWords(day, "full");
  return (
    <td
      role="gridcell"
      tabIndex={stop ? 0 : -1}
      data-day={day}
      aria-selected={selected}
      aria-current={day === today ? "date" : undefined}
      className="mini-month__day"
      data-other={isIn(month)(day) ? undefined : ""}
      onClick={() => onPick(day)}
      onFocus={() => onFocus(day)}
    >
      <span className="mini-month__number" aria-hidden="true">
        {dayNumber(day)}
      </span>
      <span className="visually-hidden">
        {count ? `${words}, ${count} ${count === 1 ? "entry" : "entries"}` : words}
      </span>
      <Dots count={count} />
    </td>
  );
}

/** Milliseconds after which a month that was asked for is not waited for any more. */
const LONGEST_ANSWER = 3000;

function Month({ month, selected, today, marks, weekStart, large, onPick, onMonth }) {
  const root = useRef(null);
  const goal = useRef("");
  const titleId = useId();
  const [shown, setShown] = useState(firstOf(month));
  const [focused, setFocused] = useState("");
  const asked = useRef("");
  useEffect(() => {
    // Of several pages turned in a row the answers to the first ones come late.
    if (asked.current && asked.current !== firstOf(month)) return;
    asked.current = "";
    setShown(firstOf(month));
  }, [month]);

  const show = (day) => {
    const first = firstOf(day);
    asked.current = first;
    setTimeout(() => {
      if (asked.current === first) asked.current = "";
    }, LONGEST_ANSWER);
    setShown(first);
    onMonth(first);
  };
  const go = (day) => {
    goal.current = day;
    setFocused(day);
    if (!isIn(shown)(day)) show(day);
  };
  useEffect(() => {
    if (!goal.current) return;
    root.current.querySelector(`[data-day="${goal.current}"]`)?.focus();
    goal.current = "";
  }, [focused, shown]);
  useEffect(() => watchSwipes(root.current, () => false, (by) => show(addMonths(shown, by))), [shown, onMonth]);

  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const day = event.target.closest("[data-day]")?.dataset.day;
    const next = day && destination(event, day, weekStart);
    if (next) go(next);
    else if (day && (event.key === "Enter" || event.key === " ")) onPick(day);
    else return;
    event.preventDefault();
  };

  const first = startOfWeek(shown, weekStart);
  const days = Array.from({ length: WEEKS * 7 }, (_, index) => addDays(first, index));
  const counts = isIn(shown)(month) ? marks : [];
  const stop = [focused, selected, today].find((day) => day && isIn(shown)(day)) ?? shown;
  const turn = (by, words, name) => (
    <button
      type="button"
      className="btn btn--ghost btn--icon btn--sm"
      aria-label={words}
      onClick={() => show(addMonths(shown, by))}
    >
      <Icon name={name} />
    </button>
  );
  return (
    <div ref={root} className={large ? "mini-month mini-month--large" : "mini-month"}>
      <div className="mini-month__head">
        <span id={titleId} className="mini-month__title" aria-live="polite">
          {inWords(shown, "month")}
        </span>
        {turn(-1, "Previous month", "chevron-left")}
        {turn(1, "Next month", "chevron-right")}
      </div>
      <table role="grid" aria-labelledby={titleId} className="mini-month__table" onKeyDown={press}>
        <thead>
          <tr>
            {days.slice(0, 7).map((day) => (
              <th key={weekday(day)} scope="col" className="mini-month__weekday">
                <span aria-hidden="true">{inWords(day, "narrow")}</span>
                <span className="visually-hidden">{inWords(day, "weekday")}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: WEEKS }, (_, week) => (
            <tr key={days[week * 7]}>
              {days.slice(week * 7, week * 7 + 7).map((day, index) => (
                <Day
                  key={day}
                  day={day}
                  month={shown}
                  today={today}
                  selected={day === selected}
                  stop={day === stop}
                  count={counts[week * 7 + index] ?? 0}
                  onPick={onPick}
                  onFocus={setFocused}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The month, as soon as the page's state has it: a prerendered page knows no day. */
export function MiniMonth(props) {
  return props.month ? <Month {...props} /> : <div className="mini-month" />;
}
