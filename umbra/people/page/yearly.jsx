// A yearly date in three inputs: day, month and, where it is known, the year.
import { useState } from "react";
import { keepInside, useHiddenField } from "$/public/external/umbra/ui/local/draft_form/drafts.js";

const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Date(Date.UTC(2000, month)).toLocaleDateString("en-GB", { month: "long", timeZone: "UTC" }),
);

const partsOf = (text) => {
  const [, year = "", month = "", day = ""] = text.match(/^(\d+|-)-(\d\d)-(\d+)$/) ?? [];
  const known = (part) => (Number(part) ? part : "");
  return { year: known(year), month: known(month), day: known(day).replace(/^0/, "") };
};

// What is not complete is sent as it is: the server says what is missing.
const written = ({ year, month, day }) =>
  year || month || day ? `${year || "-"}-${month || "00"}-${day.padStart(2, "0")}` : "";

export const DateParts = ({ value, label, onChange }) => {
  const [parts, setParts] = useState(() => partsOf(value));
  const shown = written(parts) === value ? parts : partsOf(value);
  const set = (change) => {
    const next = { ...shown, ...change };
    setParts(next);
    onChange(written(next));
  };
  const digits = (most) => ({ inputMode: "numeric", maxLength: most, autoComplete: "off" });
  const number = (key) => ({
    value: shown[key],
    onChange: ({ target }) => set({ [key]: target.value.replace(/\D/g, "") }),
    className: "input input--md",
  });
  return (
    <span className="yearly" role="group" aria-label={label}>
      <input {...digits(2)} {...number("day")} aria-label={`Day of ${label}`} placeholder="Day" />
      <select
        value={shown.month}
        onChange={({ target }) => set({ month: target.value })}
        aria-label={`Month of ${label}`}
        className="input input--md"
      >
        <option value="">Month</option>
        {MONTHS.map((words, month) => (
          <option key={words} value={String(month + 1).padStart(2, "0")}>
            {words}
          </option>
        ))}
      </select>
      <input {...digits(4)} {...number("year")} aria-label={`Year of ${label}`} placeholder="Year" />
    </span>
  );
};

export function YearlyDate({ id, name, label, defaultValue = "" }) {
  const { field, text, set } = useHiddenField(defaultValue);
  return (
    <div id={id} onInput={keepInside(field)}>
      <input ref={field} type="hidden" name={name} />
      <DateParts value={text} label={label.toLowerCase()} onChange={set} />
    </div>
  );
}
