// The grid of days: FullCalendar with our data, theme and keyboard. The page loads it at once and
// draws it as soon as its state has a day, since the prerendered page knows none.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import FullCalendar from "@fullcalendar/react";
import dayGrid from "@fullcalendar/react/daygrid";
import interaction from "@fullcalendar/react/interaction";
import timeGrid from "@fullcalendar/react/timegrid";
import "@fullcalendar/react/skeleton.css";
import { addDays, wallClock } from "$/public/external/umbra/calendar/scripts/dates.js";
import { watchSwipes } from "$/public/external/umbra/calendar/scripts/swipes.js";
import { DayHead, DayNumber, Entry, MoreOfDay, Rests } from "$/public/external/umbra/calendar/grid/grid/entry.jsx";
import { cancelByEscape } from "$/public/external/umbra/calendar/grid/grid/escape.js";
import { keyboardOf } from "$/public/external/umbra/calendar/grid/grid/keyboard.js";
import { setSlot } from "$/public/external/umbra/calendar/grid/grid/slot.js";
import { dayOfRest, sourceMaker } from "$/public/external/umbra/calendar/grid/grid/sources.js";
import theme from "$/public/external/umbra/calendar/grid/grid/theme.js";
import "$/public/external/umbra/calendar/grid/grid/grid.css";

const PLUGINS = [dayGrid, timeGrid, interaction, theme];
const VIEWS = {
  month: { type: "dayGridMonth" },
  week: { type: "timeGrid", duration: { days: 7 }, eventMaxStack: 4 },
  three: { type: "timeGrid", duration: { days: 3 }, eventMaxStack: 3 },
  day: { type: "timeGrid", duration: { days: 1 }, eventMaxStack: 10 },
};
const CLICK_MINUTES = 15;
const SHOWN_MINUTES = 30;

/** A moment of FullCalendar as we write it: a date, or a time to the minute. */
const momentOf = (text) => (text.length === 10 ? text : text.slice(0, 16));

const minutesLater = (time, minutes) =>
  new Date(Date.parse(`${time}:00Z`) + minutes * 60_000).toISOString().slice(0, 16);

/** The half hour that a time is in. */
const halfHour = (time) => `${time.slice(0, 14)}${time.slice(14) < "30" ? "00" : "30"}`;

/** A quarter before the first hour, so that its label is not cut. */
const scrollTimeOf = (hour) => (hour ? `${String(hour - 1).padStart(2, "0")}:45:00` : "00:00:00");

/** What is given to FullCalendar once: everything that changes is read through `now`. */
function optionsOf(now) {
  const moved = (info) => {
    if (now.canceled.current) return info.revert();
    const { event, view } = info;
    const start = momentOf(event.startStr);
    now.onMove(event.id, view.type === "month" ? start.slice(0, 10) : start);
    return undefined;
  };
  const stretched = (info) => {
    if (now.canceled.current) return info.revert();
    const edge = Object.values(info.startDelta).some(Boolean) ? "start" : "end";
    now.onResize(info.event.id, edge, momentOf(edge === "start" ? info.event.startStr : info.event.endStr));
    return undefined;
  };
  const selected = ({ startStr, endStr, allDay, jsEvent }) => {
    if (now.canceled.current) return now.calendar().unselect();
    const [start, end] = [momentOf(startStr), momentOf(endStr)];
    const clicked = !allDay && jsEvent && end === minutesLater(start, CLICK_MINUTES);
    if (clicked) return now.select(halfHour(start));
    return now.onSlot(start, jsEvent || allDay ? end : minutesLater(start, CLICK_MINUTES));
  };
  const tapped = ({ dateStr, jsEvent }) => {
    if (!jsEvent.type.startsWith("touch")) return;
    const moment = momentOf(dateStr);
    now.select(moment.length === 10 ? moment : halfHour(moment));
  };
  const opened = ({ event }) => {
    const day = dayOfRest(event.id);
    day ? now.onDay(day) : now.onOpen(event.id);
  };
  const mounted = ({ el, event }) => {
    el.dataset.entry = event.id;
    el.tabIndex = -1;
    now.markOpen(el);
  };
  return {
    plugins: PLUGINS,
    views: VIEWS,
    locale: "en-GB",
    timeZone: "UTC",
    now: () => wallClock(now.timeZone),
    height: "100%",
    headerToolbar: false,
    editable: true,
    eventResizableFromStart: true,
    forceEventDuration: true,
    selectable: true,
    selectMirror: false,
    unselectCancel: ".slot-card",
    snapDuration: "00:15:00",
    slotDuration: "00:30:00",
    slotHeaderInterval: "01:00:00",
    slotMinHeight: 24,
    slotHeaderFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    scrollTimeReset: false,
    slotEventOverlap: false,
    eventMinHeight: 20,
    eventShortHeight: 40,
    longPressDelay: 300,
    eventDragMinDistance: 4,
    dragRevertDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160,
    nowIndicator: true,
    dayMaxEvents: true,
    eventOrder: "rest,start,-duration,title",
    eventInteractive: true,
    allDayText: "All day",
    weekNumberCalculation: "ISO",
    eventContent: (info) => <Entry info={info} />,
    dayCellTopContent: ({ date }) => <DayNumber date={date} onDay={now.onDay} />,
    dayHeaderContent: ({ date, view }) => <DayHead date={date} timed={view.type !== "month"} onDay={now.onDay} />,
    moreLinkContent: ({ num, view, isNarrow }) => <MoreOfDay hidden={num} narrow={isNarrow || view.type !== "month"} />,
    moreLinkClick: ({ date }) => {
      now.onDay(date.toISOString().slice(0, 10));
      return true; // otherwise FullCalendar opens a list of its own
    },
    moreLinkDidMount: ({ el }) => {
      el.tabIndex = -1;
      for (const name of ["title", "aria-haspopup", "aria-expanded"]) el.removeAttribute(name);
    },
    dayCellDidMount: ({ el }) => (el.tabIndex = -1),
    dayLaneDidMount: ({ el }) => (el.tabIndex = -1),
    eventDidMount: mounted,
    eventClick: opened,
    eventDrop: moved,
    eventResize: stretched,
    select: selected,
    dateClick: tapped,
    eventDragStart: () => now.hold(true),
    eventResizeStart: () => now.hold(true),
    eventDragStop: () => setTimeout(() => now.hold(false)),
    eventResizeStop: () => setTimeout(() => now.hold(false)),
  };
}

/**
 * Tells `press` while a pointer is down on an entry in `root`. FullCalendar keeps the entry from
 * then on, and fails if it was drawn anew before the drag begins.
 */
function watchPresses(root, press) {
  let isDown = false;
  const down = (event) => {
    isDown = Boolean(event.target.closest?.("[data-entry]"));
    if (isDown) press(true);
  };
  const up = () => {
    if (isDown) setTimeout(() => press(false)); // after the drop, which comes with the same event
    isDown = false;
  };
  root.addEventListener("pointerdown", down, true);
  window.addEventListener("pointerup", up, true);
  window.addEventListener("pointercancel", up, true);
  return () => {
    root.removeEventListener("pointerdown", down, true);
    window.removeEventListener("pointerup", up, true);
    window.removeEventListener("pointercancel", up, true);
  };
}

/** What was sent before a drag began, as long as it lasts: otherwise entries would be doubled. */
function useHeld(value, holding) {
  const held = useRef(value);
  if (!holding) held.current = value;
  return held.current;
}

function Grid({ view, date, days, weekStart, weekNumbers, firstHour, timeZone, refused, focus, label, ...handlers }) {
  const root = useRef(null);
  const calendar = useRef(null);
  const keyboard = useRef(null);
  const canceled = useRef(false);
  const [holding, hold] = useState(false);
  const pressed = useRef(false); // no state: a press alone draws nothing
  const [, drawAgain] = useState(0);
  const [unanswered, setUnanswered] = useState(0);
  const [announced, announce] = useState("");
  const [makeSources] = useState(sourceMaker);

  const [now] = useState(() => {
    const highlight = () => Array.from(root.current.querySelectorAll(".grid__highlight")).at(-1);
    const api = () => calendar.current.getApi();
    const release = () => {
      calendar.current?.getApi().unselect();
      keyboard.current?.restore();
    };
    return {
      canceled,
      hold,
      press: (down) => {
        pressed.current = down;
        if (!down) drawAgain((count) => count + 1);
      },
      calendar: api,
      markOpen: (element) => element.toggleAttribute("data-open", element.dataset.entry === now.focus),
      select: (start) =>
        api().select(start, start.length === 10 ? addDays(start, 1) : minutesLater(start, SHOWN_MINUTES)),
      onSlot: (start, end) => {
        setSlot(() => highlight()?.getBoundingClientRect() ?? null, release);
        now.onSelect(start, end);
      },
    };
  });
  Object.assign(now, handlers, { view, weekStart, firstHour, timeZone, focus, holding });
  const [options] = useState(() => optionsOf(now));

  const generation = `${refused} ${unanswered}`;
  const shown = useHeld(days, holding || pressed.current);
  const { sources, rests } = useMemo(() => makeSources(shown.filter(({ day }) => day), generation), [shown, generation]);
  const from = view === "month" ? date : shown[0]?.day || date;

  useLayoutEffect(() => {
    const current = () => ({
      view: now.view,
      weekStart: now.weekStart,
      firstHour: now.firstHour,
      today: wallClock(now.timeZone).slice(0, 10),
    });
    keyboard.current = keyboardOf(root.current, current, now, announce);
    keyboard.current.refresh();
    const observer = new MutationObserver(keyboard.current.refresh);
    observer.observe(root.current, { childList: true, subtree: true });
    const stopEscape = cancelByEscape(root.current, canceled);
    const stopPresses = watchPresses(root.current, now.press);
    const stopSwipes = watchSwipes(root.current, () => now.holding, (direction) => now.onPage(direction));
    return () => {
      observer.disconnect();
      stopEscape();
      stopPresses();
      stopSwipes();
    };
  }, []);

  // An event that the server did not handle: what was moved by hand goes back.
  useEffect(() => {
    const revert = () => setUnanswered((count) => count + 1);
    window.addEventListener("umbra:unanswered", revert);
    return () => window.removeEventListener("umbra:unanswered", revert);
  }, []);

  useLayoutEffect(() => {
    const api = now.calendar();
    if (api.view.type !== view) api.changeView(view, from);
    else api.gotoDate(from);
  }, [view, from]);

  useEffect(() => {
    for (const element of root.current.querySelectorAll("[data-entry]")) now.markOpen(element);
    keyboard.current.restore(); // the panel was closed, and its opener drawn anew
  }, [focus]);

  return (
    <Rests.Provider value={rests}>
      <div
        ref={root}
        role="group"
        aria-label={label}
        className={`calendar-grid calendar-grid--${view}`}
        onKeyDown={(event) => keyboard.current.press(event)}
        onFocus={(event) => keyboard.current.enter(event)}
        onBlur={(event) => keyboard.current.leave(event)}
      >
        <FullCalendar
          ref={calendar}
          {...options}
          initialView={view}
          initialDate={from}
          eventSources={sources}
          firstDay={weekStart}
          weekNumbers={weekNumbers}
          scrollTime={scrollTimeOf(firstHour)}
        />
      </div>
      <span className="visually-hidden" aria-live="polite">
        {announced}
      </span>
    </Rests.Provider>
  );
}

export function CalendarGrid(props) {
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  // FullCalendar reads the clock of another zone only when it is made anew.
  const ready = mounted && props.date && props.timeZone;
  return ready ? <Grid key={props.timeZone} {...props} /> : <div className="calendar-grid" />;
}
