// Dates ("YYYY-MM-DD") and wall-clock times ("YYYY-MM-DDTHH:MM") as texts, without a time zone.
const DAY_MS = 86_400_000;

const utc = (day) => new Date(`${day.slice(0, 10)}T00:00:00Z`);
const textOf = (date) => date.toISOString().slice(0, 10);

export const addDays = (day, days) => textOf(new Date(utc(day).getTime() + days * DAY_MS));

/** The same day of another month, or its last day if that month is shorter. */
export function addMonths(day, months) {
  const date = utc(day);
  const last = new Date(date);
  last.setUTCMonth(date.getUTCMonth() + months + 1, 0);
  const moved = new Date(last);
  moved.setUTCDate(Math.min(date.getUTCDate(), last.getUTCDate()));
  return textOf(moved);
}

/** The day of the week: 0 is Sunday. */
export const weekday = (day) => utc(day).getUTCDay();

/** The first day of the week of `day`, in weeks that start on `weekStart` (0 is Sunday). */
export const startOfWeek = (day, weekStart) => addDays(day, -((weekday(day) - weekStart + 7) % 7));

const formatter = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const FORMATS = {
  long: formatter({ weekday: "long", day: "numeric", month: "long" }),
  full: formatter({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  short: formatter({ weekday: "short" }),
  narrow: formatter({ weekday: "narrow" }),
  weekday: formatter({ weekday: "long" }),
  month: formatter({ month: "long", year: "numeric" }),
  shortMonth: formatter({ month: "short" }),
};

/** `day` in words, such as "Thursday 26 November" for the format "long". */
export const inWords = (day, format) => FORMATS[format].format(utc(day)).replace(",", "");

/** The number of the day in its month. */
export const dayNumber = (day) => Number(day.slice(8, 10));

const clocks = new Map();

const clockOf = (timeZone) => {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
  try {
    return new Intl.DateTimeFormat("sv-SE", { timeZone, ...parts });
  } catch {
    return new Intl.DateTimeFormat("sv-SE", parts); // a zone that the browser does not know yet
  }
};

/** The time now on the wall clocks of `timeZone` (IANA), "YYYY-MM-DDTHH:MM". */
export function wallClock(timeZone) {
  if (!clocks.has(timeZone)) clocks.set(timeZone, clockOf(timeZone));
  return clocks.get(timeZone).format(new Date()).replace(" ", "T");
}
