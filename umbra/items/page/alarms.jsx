// The alarms of an item. In the form they are one hidden input with an alarm a line.
import { useEffect, useState } from "react";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";
import { keepInside, useHiddenField } from "$/public/external/umbra/ui/local/draft_form/drafts.js";
import "$/public/external/umbra/items/page/alarms/alarms.css";

const TIMED = ["PT0M", "PT10M", "P1D"];
const UNTIMED = ["0 09:00", "1 18:00", "7 09:00"];
const MINUTES = { minutes: 1, hours: 60, days: 1440, weeks: 10080 };
const MOST_MINUTES = 366 * 1440;
const MOST_DAYS = 366;

const counted = (number, unit) => `${number} ${unit}${number === 1 ? "" : "s"}`;

/** A duration of whole minutes as the server writes it. */
const written = (minutes) => {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const clock = `${hours ? `${hours}H` : ""}${rest ? `${rest}M` : ""}`;
  if (!days && !clock) return "PT0M";
  return `P${days ? `${days}D` : ""}${clock ? `T${clock}` : ""}`;
};

const wordsOfLength = (line) => {
  const [, days, hours, minutes] = line.match(/^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/) ?? [];
  const parts = [
    [days, "day"],
    [hours, "hour"],
    [minutes, "minute"],
  ].filter(([number]) => Number(number) > 0);
  if (parts.length === 0) return "At the time";
  return `${parts.map(([number, unit]) => counted(Number(number), unit)).join(" ")} before`;
};

const wordsOf = (line) => {
  if (line.startsWith("P")) return wordsOfLength(line);
  const [, days, time] = line.match(/^(\d+) (\d\d:\d\d)$/) ?? [];
  if (time) {
    if (days === "0") return `On the day at ${time}`;
    if (days === "1") return `The day before at ${time}`;
    if (days === "7") return `A week before at ${time}`;
    return `${days} days before at ${time}`;
  }
  const [day, clock] = line.split("T");
  const format = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
  return `${new Date(`${day}T00:00Z`).toLocaleDateString("en-GB", format)} at ${clock}`;
};

/** What is chosen as a line, or a message. */
const chosenLine = ({ how, number, unit, days, at, day, time }) => {
  if (how === "before") {
    const minutes = /^\d{1,6}$/.test(number) ? Number(number) * MINUTES[unit] : NaN;
    if (!(minutes <= MOST_MINUTES)) return { problem: "Enter a number, up to 366 days." };
    return { line: written(minutes) };
  }
  if (how === "day") {
    if (!/^\d{1,3}$/.test(days) || Number(days) > MOST_DAYS)
      return { problem: "Enter a number of days from 0 to 366." };
    return at ? { line: `${Number(days)} ${at}` } : { problem: "Enter a time." };
  }
  return day && time ? { line: `${day}T${time}` } : { problem: "Enter a day and a time." };
};

const START = { how: "before", number: "30", unit: "minutes", days: "1", at: "18:00" };

export function Alarms({ id, name, defaultValue = "", timedBy, untimed, daysOnly, most }) {
  const [timed, setTimed] = useState(true);
  const look = (form) => {
    const other = form.elements.namedItem(timedBy);
    const filled = other?.type === "checkbox" ? other.checked : Boolean(other?.value);
    setTimed(filled !== Boolean(untimed));
  };
  const { field, text, set: setText } = useHiddenField(defaultValue, look);
  const [choice, setChoice] = useState(null);
  const [problem, setProblem] = useState("");
  const lines = text.split("\n").filter(Boolean);

  useEffect(() => {
    const { form } = field.current;
    const change = ({ target }) => target.name === timedBy && look(form);
    form.addEventListener("input", change);
    return () => form.removeEventListener("input", change);
  }, []);

  const set = (next) => {
    setProblem("");
    setText(next.join("\n"));
  };
  const add = (line) => {
    if (lines.includes(line)) return true;
    if (lines.length >= most) {
      setProblem(`There can be at most ${most} alarms. Remove one first.`);
      return false;
    }
    set([...lines, line]);
    return true;
  };
  const addChosen = () => {
    const { line, problem: wrong = "" } = chosenLine(choice);
    setProblem(wrong);
    if (line && add(line)) setChoice(null);
  };
  const input = (key) => ({
    value: choice[key] ?? "",
    onChange: ({ target }) => setChoice({ ...choice, [key]: target.value }),
    onKeyDown: (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      addChosen();
    },
    className: "input input--md",
  });
  const presets = (timed ? TIMED : UNTIMED).filter((line) => !lines.includes(line));

  return (
    <div id={id} className="alarms" onInput={keepInside(field)}>
      <input ref={field} type="hidden" name={name} />
      {lines.length > 0 && (
        <ul className="alarms-list" aria-label="Alarms that are set">
          {lines.map((line) => (
            <li key={line} className="alarms-set">
              <Icon name="bell" size={12} />
              <span>{wordsOf(line)}</span>
              <button
                type="button"
                className="btn btn--icon btn--ghost btn--sm"
                aria-label={`Remove the alarm ${wordsOf(line)}`}
                onClick={() => set(lines.filter((other) => other !== line))}
              >
                <Icon name="x" size={16} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="alarms-presets">
        {presets.map((line) => (
          <button
            key={line}
            type="button"
            className="btn btn--secondary btn--sm"
            aria-label={`Add an alarm: ${wordsOf(line)}`}
            onClick={() => add(line)}
          >
            {wordsOf(line)}
          </button>
        ))}
        <button
          type="button"
          className="btn btn--ghost btn--sm"
          aria-expanded={Boolean(choice)}
          onClick={() => setChoice(choice ? null : { ...START, how: daysOnly ? "day" : START.how })}
        >
          Choose ...
        </button>
      </div>
      {choice && (
        <div className="alarms-choice" role="group" aria-label="Another alarm">
          {!daysOnly && (
            <select {...input("how")} aria-label="Kind of alarm">
              <option value="before">A time before</option>
              <option value="day">A day before, at a time</option>
              <option value="at">At a day and time</option>
            </select>
          )}
          {choice.how === "before" && (
            <>
              <input type="number" min="0" inputMode="numeric" aria-label="How many" {...input("number")} />
              <select {...input("unit")} aria-label="Unit of the alarm">
                {Object.keys(MINUTES).map((unit) => (
                  <option key={unit} value={unit}>{`${unit} before`}</option>
                ))}
              </select>
            </>
          )}
          {choice.how === "day" && (
            <>
              <input type="number" min="0" max="366" inputMode="numeric" aria-label="Days before" {...input("days")} />
              <input type="time" aria-label="Time of the alarm" {...input("at")} />
            </>
          )}
          {choice.how === "at" && (
            <>
              <input type="date" aria-label="Day of the alarm" {...input("day")} />
              <input type="time" aria-label="Time of the alarm" {...input("time")} />
            </>
          )}
          <button type="button" className="btn btn--secondary btn--md" onClick={addChosen}>
            Add alarm
          </button>
        </div>
      )}
      {problem && (
        <p role="alert" className="alarms-problem">
          {problem}
        </p>
      )}
    </div>
  );
}
