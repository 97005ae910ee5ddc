// What FullCalendar reads: one event source a day, the same object as long as the day is.
import { addDays } from "$/public/external/umbra/calendar/scripts/dates.js";

/** The id of what stands for the entries of a day that were not sent. */
const restOf = (day) => `rest/${day}`;

/** The day whose rest an element stands for, or null if it stands for an entry. */
export const dayOfRest = (id) => (id.startsWith("rest/") ? id.slice(5) : null);

const eventOf = ({ id, title, start, end, colour, flags, detail = "" }) => ({
  id,
  title,
  start,
  end,
  allDay: start.length === 10,
  startEditable: !flags.includes("f"),
  durationEditable: !flags.includes("f") && !flags.includes("s"),
  extendedProps: { colour, flags, detail, rest: 0 },
});

// Sorted last by `rest`, so that it is the first that "+n more" hides when a day is too full.
const restEvent = (day, rest) => ({
  id: restOf(day),
  title: "",
  start: day,
  end: addDays(day, 1),
  allDay: true,
  editable: false,
  extendedProps: { colour: "", flags: "f", rest },
});

/** The last day that an entry covers: ends are exclusive, and may be at midnight. */
const lastDay = ({ start, end }) => {
  const before = end.length === 10 || end.endsWith("T00:00") ? addDays(end, -1) : end.slice(0, 10);
  return before > start ? before : start.slice(0, 10);
};

/** By day, the number of its entries that were not sent. */
function countRests(days, drawn) {
  const rests = new Map(days.map(({ day, count }) => [day, count]));
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  for (const entry of drawn) {
    const until = lastDay(entry) < last ? lastDay(entry) : last;
    for (let day = entry.start < first ? first : entry.start.slice(0, 10); day <= until; day = addDays(day, 1)) {
      rests.set(day, rests.get(day) - 1);
    }
  }
  return rests;
}

/**
 * Returns a function from the days to `{ sources, rests }`. An entry over several days is drawn
 * once, by the source of the first day that lists it. A source is made anew when its day changed,
 * and all are when `generation` did: then the events as moved by hand give way to those sent.
 */
export function sourceMaker() {
  let kept = new Map();
  let keptGeneration;
  return (days, generation) => {
    const before = generation === keptGeneration ? kept : new Map();
    const known = new Set();
    const firsts = days.map(({ entries }) => {
      const mine = entries.filter(({ id }) => !known.has(id));
      for (const { id } of mine) known.add(id);
      return mine;
    });
    const rests = countRests(days, firsts.flat());
    kept = new Map();
    keptGeneration = generation;
    const sources = days.map((each, index) => {
      const mine = firsts[index];
      const rest = Math.max(0, rests.get(each.day));
      const made = `${rest} ${mine.length === each.entries.length ? "all" : mine.map(({ id }) => id)}`;
      const old = before.get(each.day);
      if (old?.each === each && old.made === made) {
        kept.set(each.day, old);
        return old.source;
      }
      const events = mine.map(eventOf);
      if (rest) events.push(restEvent(each.day, rest));
      const source = { id: each.day, events };
      kept.set(each.day, { each, made, source });
      return source;
    });
    return { sources, rests };
  };
}
