"""Days as lists: the agenda, the list below the month of a phone, and the agenda on paper."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar, VarData

from umbra.calendar.entries import CalendarDay, Entry
from umbra.calendar.page.toolbar import shown_days, swatch
from umbra.calendar.state import CalendarState
from umbra.ui.button import button
from umbra.ui.icon import icon
from umbra.ui.local.tick import tick
from umbra.ui.states import empty_state
from umbra.ui.text import visually_hidden


def agenda() -> rx.Component:
    """The days that have anything, one after the other."""
    days = rx.foreach(shown_days(), lambda day: rx.cond(day["count"] > 0, _day(day)))
    nothing = empty_state(
        "Nothing in these weeks",
        "Events and todos with a date appear here.",
        button("New event", leading="plus", on_click=CalendarState.add),
        name="calendar",
    )
    return rx.cond(
        CalendarState.is_empty, nothing, rx.el.div(days, class_name="agenda", aria_label="Agenda")
    )


def list_of_day() -> rx.Component:
    """The picked day of a month, below the small month of a phone."""
    day = shown_days()[CalendarState.picked].to(CalendarDay)
    return rx.el.section(
        _heading(day["day"].to(str)),
        rx.cond(
            day["count"].to(int) > 0,
            _entries(day),
            rx.el.p("Nothing on this day.", class_name="agenda__nothing"),
        ),
        class_name="agenda__day",
    )


def _day(day: ObjectVar[CalendarDay]) -> rx.Component:
    return rx.el.section(
        _heading(day["day"].to(str)),
        _entries(day),
        class_name="agenda__day",
        data_today=day["day"] == CalendarState.today,
        key=day["day"],
    )


def _heading(day: rx.Var[str]) -> rx.Component:
    """The date in words; it opens the day."""
    return rx.el.h2(
        rx.el.button(
            _in_words(day),
            rx.cond(day == CalendarState.today, rx.el.span("Today", class_name="agenda__today")),
            type="button",
            class_name="agenda__date",
            on_click=CalendarState.open_day(day),
        ),
        class_name="agenda__heading",
    )


def _entries(day: ObjectVar[CalendarDay]) -> rx.Component:
    entries = day["entries"].to(list[Entry])
    more = day["count"].to(int) - entries.length()
    return rx.fragment(
        rx.el.ul(
            rx.foreach(entries, lambda entry: _entry(entry, day["day"].to(str))),
            class_name="agenda__list",
        ),
        rx.cond(
            more > 0,
            button(
                "Show " + more.to_string() + " more",
                variant="ghost",
                size="sm",
                on_click=CalendarState.open_day(day["day"].to(str)),
            ),
        ),
    )


def _entry(entry: ObjectVar[Entry], day: rx.Var[str]) -> rx.Component:
    """One thing on a day: time, title and place; a todo begins with its tick."""
    flags, entry_id = entry["flags"].to(str), entry["id"].to(str)
    done = flags.contains("d")
    mark = rx.cond(
        flags.contains("t") & ~flags.contains("p"),
        tick(
            checked=done,
            version=entry["version"].to(int),
            refused=CalendarState.refusals,
            label=entry["title"].to(str),
            on_toggle=lambda completed: CalendarState.toggle(entry_id, completed),
        ),
        swatch(entry["colour"].to(str)),
    )
    return rx.el.li(
        mark,
        rx.el.button(
            rx.el.span(_time(entry, day), class_name="dated__time num"),
            rx.el.span(
                rx.el.span(entry["title"], dir="auto"),
                rx.cond(
                    flags.contains("r"),
                    rx.el.span(
                        icon("refresh", 12), visually_hidden("repeats"), class_name="dated__mark"
                    ),
                ),
                rx.cond(
                    flags.contains("a"),
                    rx.el.span(
                        icon("bell", 12), visually_hidden("has an alarm"), class_name="dated__mark"
                    ),
                ),
                class_name="dated__title",
            ),
            rx.el.span(entry["detail"], class_name="dated__detail", dir="auto"),
            type="button",
            class_name="dated__open",
            on_click=CalendarState.open(entry_id),
        ),
        class_name="dated",
        data_done=done,
        data_past=flags.contains("p"),
        key=entry_id,
    )


def _time(entry: ObjectVar[Entry], day: rx.Var[str]) -> rx.Var[str]:
    """ "09:00 – 10:00", "All day"; of what covers several days the part that is on this one."""
    start, end = entry["start"].to(str), entry["end"].to(str)
    timed = start.contains("T")
    starts, ends = start[:10] == day, _ends_on(end, day)
    before, after = start[11:16], end[11:16]
    clock = rx.cond(
        starts,
        rx.cond(ends, before + " – " + after, "From " + before),
        rx.cond(ends, "Until " + after, "All day"),
    )
    return rx.cond(timed, clock, "All day").to(str)


def _ends_on(end: rx.Var[str], day: rx.Var[str]) -> rx.Var[bool]:
    """Whether a wall-clock time is on that day, or the midnight after it."""
    script = f"(Date.parse({end!s} + 'Z') - Date.parse({day!s}) <= 86400000)"
    data = VarData.merge(end._get_all_var_data(), day._get_all_var_data())
    return rx.Var(script, _var_data=data).to(bool)


def _in_words(day: rx.Var[str]) -> rx.Var[str]:
    """A date as "Thursday, 26 November", formatted by the browser."""
    script = (
        f"new Intl.DateTimeFormat('en-GB', {{weekday: 'long', day: 'numeric', month: 'long', "
        f"timeZone: 'UTC'}}).format(new Date(({day!s} || '2000-01-01') + 'T00:00:00Z'))"
    )
    return rx.Var(script, _var_data=day._get_all_var_data()).to(str)
