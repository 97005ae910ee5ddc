// One tab stop for the whole grid (roving tabindex): arrow keys move by day and by time.
import { addDays, addMonths, inWords, startOfWeek } from "$/public/external/umbra/calendar/scripts/dates.js";

const ENTRY = "[data-entry]";
const MORE = ".grid-rest";
const SHIFT = { week: 7, three: 3, day: 1 };
const KEYS_OF_ENTRIES = { m: "onMoveByMenu", Delete: "onDelete", Backspace: "onDelete", "#": "onDelete" };

const isVisible = (element) => element.checkVisibility({ visibilityProperty: true });
const byPlace = (a, b) => {
  const [one, other] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
  return one.top - other.top || one.left - other.left;
};
const hourText = (hour) => `${String(hour).padStart(2, "0")}:00`;

/** What can have focus in a day, from top to bottom: cell, entries, "+n more", free hours. */
function stopsOf(root, day) {
  const cell = root.querySelector(`.grid-day[data-date="${day}"]`);
  const lane = root.querySelector(`.grid-lane[data-date="${day}"]`);
  const inside = (box) => Array.from(box.querySelectorAll(`${ENTRY}, ${MORE}`)).filter(isVisible).sort(byPlace);
  const stops = cell ? [cell, ...inside(cell)].map((element) => ({ element, day, part: "cell" })) : [];
  if (!lane) return stops;
  const { top, height } = lane.getBoundingClientRect();
  const hourOf = (y) => ((y - top) / height) * 24;
  const timed = inside(lane).map((element) => {
    const box = element.getBoundingClientRect();
    return { element, day, part: "lane", hour: hourOf(box.top), until: hourOf(box.bottom) };
  });
  const free = Array.from({ length: 24 }, (_, hour) => ({ element: lane, day, part: "lane", hour, free: true }));
  const isFree = ({ hour }) => !timed.some((each) => each.hour < hour + 0.98 && each.until > hour + 0.02);
  return [...stops, ...[...timed, ...free.filter(isFree)].sort((a, b) => a.hour - b.hour)];
}

const nearest = (stops, hour) =>
  stops.reduce((best, each) => (Math.abs(each.hour - hour) < Math.abs(best.hour - hour) ? each : best), stops[0]);

/**
 * The keyboard of the grid in `root`. `now()` returns `{ view, weekStart, firstHour, today }`, `act` has the
 * handlers, and `announce` is told the free hour that has focus.
 *
 * Returns what the grid calls: `press` for keys, `enter` and `leave` for focus, `refresh` after
 * each change of the elements, which gives focus back to what was drawn anew, and `restore`.
 */
export function keyboardOf(root, now, act, announce) {
  let stop = null; // the element in the tab order
  let at = null; // where focus was last: { day, part, entry, hour, index }
  let held = false; // whether focus is in the grid, or was when its element was removed
  let goal = null; // where focus goes as soon as the day is drawn

  const setStop = (element) => {
    if (stop !== element && stop?.isConnected) stop.tabIndex = -1;
    stop = element;
    element.tabIndex = 0;
  };

  const markHour = (lane, hour) => {
    lane.style.setProperty("--cursor", `${(hour / 24) * 100}%`);
    lane.dataset.hour = hourText(hour);
    lane.setAttribute("aria-label", `${inWords(lane.dataset.date, "long")}, ${hourText(hour)}, free`);
  };

  const scrollTo = ({ element, hour, free }) => {
    if (!free) return element.scrollIntoView({ block: "nearest", inline: "nearest" });
    let box = element.parentElement;
    while (box && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement;
    if (!box) return undefined;
    const { top, height } = element.getBoundingClientRect();
    const from = top + (height / 24) * hour;
    const [low, high] = [box.getBoundingClientRect().top, box.getBoundingClientRect().bottom];
    if (from < low) box.scrollTop -= low - from;
    else if (from + height / 24 > high) box.scrollTop += from + height / 24 - high;
    return undefined;
  };

  const focus = (target) => {
    if (!target) return;
    if (target.free) markHour(target.element, target.hour);
    setStop(target.element);
    target.element.focus({ preventScroll: true });
    at = placeOf(target);
    scrollTo(target);
    if (target.free) announce(target.element.getAttribute("aria-label"));
  };

  const placeOf = ({ element, day, part, hour }) => ({
    day,
    part,
    hour,
    entry: element.dataset.entry ?? "",
    index: stopsOf(root, day).findIndex((each) => each.element === element && each.hour === hour),
  });

  const isAt = (each) => each.element === document.activeElement && (!each.free || each.hour === at?.hour);

  /** The stop of `place`: the same entry, or what stands in its place. */
  const find = (place) => {
    const stops = stopsOf(root, place.day);
    if (!stops.length) return null;
    const same = place.entry && stops.find(({ element }) => element.dataset.entry === place.entry);
    if (same) return same;
    const part = stops.filter((each) => each.part === place.part);
    if (!part.length) return stops[0];
    return place.part === "lane" ? nearest(part, place.hour ?? 9) : part[Math.min(place.index ?? 0, part.length - 1)];
  };

  const page = (direction, place) => {
    goal = place;
    act.onPage(direction);
  };

  const goToDay = (day, direction, place) => {
    const target = find({ ...place, day, entry: "" });
    target ? focus(target) : page(direction, { ...place, day, entry: "" });
  };

  const goVertically = (step) => {
    const stops = stopsOf(root, at.day);
    const next = stops.some(isAt) && stops[stops.findIndex(isAt) + step];
    // From the row of whole days down to the hours of the day, not to midnight.
    const enters = next && next.part === "lane" && at.part === "cell";
    if (enters) return focus(nearest(stops.filter(({ part }) => part === "lane"), now().firstHour));
    if (next) return focus(next);
    if (now().view !== "month") return undefined;
    const day = addDays(at.day, 7 * step);
    const others = stopsOf(root, day);
    if (others.length) return focus(step > 0 ? others[0] : others.at(-1));
    return page(step, { day, part: "cell", index: 0, entry: "" });
  };

  const edge = (which) => {
    const { view, weekStart } = now();
    const shown = Array.from(root.querySelectorAll(".grid-day[data-date]"), ({ dataset }) => dataset.date).sort();
    const start = view === "month" ? startOfWeek(at.day, weekStart) : shown[0];
    const end = view === "month" ? addDays(start, 6) : shown.at(-1);
    goToDay(which === "Home" ? start : end, 0, at);
  };

  const goPage = (direction) => {
    const { view } = now();
    const day = view === "month" ? addMonths(at.day, direction) : addDays(at.day, direction * SHIFT[view]);
    page(direction, { ...at, day, entry: "", index: 0 });
  };

  const MOVES = {
    ArrowLeft: () => goToDay(addDays(at.day, -1), -1, at),
    ArrowRight: () => goToDay(addDays(at.day, 1), 1, at),
    ArrowUp: () => goVertically(-1),
    ArrowDown: () => goVertically(1),
    Home: () => edge("Home"),
    End: () => edge("End"),
    PageUp: () => goPage(-1),
    PageDown: () => goPage(1),
  };

  const choose = ({ element, day, free, hour }) => {
    if (free) act.select(`${day}T${hourText(hour)}`);
    else act.select(element.dataset.date);
  };

  const press = (event) => {
    if (event.defaultPrevented || event.nativeEvent.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || !at || !root.contains(event.target)) return;
    const entry = event.target.closest(ENTRY)?.dataset.entry;
    const onCell = event.target.matches(".grid-day, .grid-lane");
    const chooses = event.key === "Enter" || event.key === " ";
    if (MOVES[event.key] && !event.shiftKey) MOVES[event.key]();
    else if (chooses && onCell && event.shiftKey) act.onDay(at.day);
    else if (chooses && onCell) choose(stopsOf(root, at.day).find(isAt) ?? { element: event.target, day: at.day });
    else if (entry && !entry.startsWith("rest/") && KEYS_OF_ENTRIES[event.key]) act[KEYS_OF_ENTRIES[event.key]](entry);
    else return;
    event.preventDefault();
  };

  const enter = ({ target }) => {
    const box = target.closest(`${ENTRY}, ${MORE}, .grid-day, .grid-lane`);
    const day = box?.closest("[data-date]")?.dataset.date;
    if (!day) return;
    held = true;
    goal = null;
    if (box.matches(".grid-lane") && !box.dataset.hour) markHour(box, Math.floor(at?.hour ?? 9));
    const hour = box.matches(".grid-lane") ? Number(box.dataset.hour.slice(0, 2)) : undefined;
    const known = stopsOf(root, day).find((each) => each.element === box && (!each.free || each.hour === hour));
    at = placeOf(known ?? { element: box, day, part: box.matches(".grid-lane") ? "lane" : "cell", hour });
    setStop(box);
  };

  const leave = ({ target, relatedTarget }) => {
    if (root.contains(relatedTarget)) return;
    if (relatedTarget) held = false;
    // A removed element has lost focus, too: what is drawn in its place gets it back.
    else queueMicrotask(() => (held = held && !target.isConnected));
  };

  const firstStop = () => {
    const { today, firstHour } = now();
    const kind = root.querySelector(".grid-lane") ? ".grid-lane" : ".grid-day";
    const box = root.querySelector(`${kind}[data-date="${today}"]`) ?? root.querySelector(`${kind}[data-date]`);
    if (!box) return null;
    // In the hours, since what scrolls must be in reach of the Tab key.
    const stops = stopsOf(root, box.dataset.date).filter(({ part }) => kind === ".grid-day" || part === "lane");
    return stops.find(({ element }) => element.dataset.entry) ?? nearest(stops, firstHour);
  };

  const restore = () => {
    if (document.activeElement === document.body && at) focus(find(at));
  };

  const settle = () => {
    const focused = document.activeElement;
    if (focused !== document.body && !root.contains(focused)) goal = null; // the user went elsewhere
    if (goal && root.querySelector(`[data-date="${goal.day}"]`)) {
      const place = goal;
      goal = null;
      focus(find(place));
    } else if (held) {
      restore();
    }
    if (!stop?.isConnected || !isVisible(stop)) {
      const target = (at && find(at)) ?? firstStop();
      if (target?.free) markHour(target.element, target.hour);
      if (target) setStop(target.element);
    }
    for (const element of root.querySelectorAll('[tabindex="0"]')) if (element !== stop) element.tabIndex = -1;
  };

  // FullCalendar draws entries, measures them in the next frame, and then shows those that fit.
  let waiting = 0;
  const refresh = () => {
    waiting ||= requestAnimationFrame(() =>
      setTimeout(() => {
        waiting = 0;
        if (root.isConnected) settle();
      }),
    );
  };

  return { press, enter, leave, refresh, restore };
}
