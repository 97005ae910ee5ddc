"""The calendar's toolbar: arrows, title with a small month, views, search, and what is shown."""

from __future__ import annotations

from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from umbra.calendar.entries import CalendarDay
from umbra.calendar.mini_month.mini_month import mini_month
from umbra.calendar.state import CalendarState, Result, Shown
from umbra.calendar.views import MOST_DAYS
from umbra.items.state.slots import slots_var
from umbra.ui.button import button, icon_button
from umbra.ui.icon import icon
from umbra.ui.inputs import search_input
from umbra.ui.popover import popover
from umbra.ui.segmented import Option, segmented
from umbra.ui.states import empty_state
from umbra.ui.switch import switch

SEARCH_ID = "calendar-search"
ADD_ID = "calendar-add"

_VIEWS = (
    Option("month", "Month"),
    Option("week", "Week"),
    Option("day", "Day"),
    Option("agenda", "Agenda"),
)
_PHONE_VIEWS = (
    Option("month", "Month"),
    Option("three", "3 days"),
    Option("day", "Day"),
    Option("agenda", "Agenda"),
)


def shown_days() -> ArrayVar[Sequence[CalendarDay]]:
    """The shown days, one state var each."""
    return slots_var(CalendarState, CalendarDay, MOST_DAYS)


def _marks() -> rx.Var[Sequence[int]]:
    """How many things each shown day of a month has; empty in the other views."""
    counts = [
        getattr(CalendarState, f"slot_{number}")["count"].to(int) for number in range(MOST_DAYS)
    ]
    none: list[int] = []
    month = CalendarState.view == "month"
    return rx.cond(month, rx.Var.create(counts), rx.Var.create(none)).to(list[int])


def small_month(*, large: bool = False) -> rx.Component:
    """The month around the shown day; `large` is that of phones."""
    return mini_month(
        month=CalendarState.date,
        selected=CalendarState.date,
        today=CalendarState.today,
        marks=_marks(),
        week_start=CalendarState.week_start,
        on_pick=CalendarState.pick,
        on_month=CalendarState.pick,
        large=large,
    )


def toolbar() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                icon_button("chevron-left", "Earlier", on_click=CalendarState.page(-1)),
                icon_button("chevron-right", "Later", on_click=CalendarState.page(1)),
                class_name="calendar-arrows",
            ),
            _title(),
            button(
                "Today",
                variant="ghost",
                on_click=CalendarState.go_to_today,
                class_name="calendar-today",
            ),
            class_name="calendar-where",
        ),
        rx.el.div(
            search_input(
                id=SEARCH_ID,
                label="Search events",
                placeholder="Search",
                value=CalendarState.searching,
                on_commit=CalendarState.search,
                debounce_ms=200,
                max_length=200,
                class_name="calendar-search",
            ),
            _choose_view("wide", _VIEWS),
            _choose_view("narrow", _PHONE_VIEWS),
            _sets(),
            button(
                rx.el.span("New event"),
                id=ADD_ID,
                variant="primary",
                leading="plus",
                on_click=CalendarState.add,
                class_name="calendar-new",
            ),
            class_name="calendar-how",
        ),
        class_name="calendar-tools",
        role="search",
    )


def results() -> rx.Component:
    """What the search found, in place of the days."""
    found = rx.el.ul(
        rx.foreach(CalendarState.results, _result),
        class_name="calendar-results",
        aria_label="Events found",
    )
    nothing = empty_state(
        "No event has these words", "Titles, places and notes are searched.", name="search"
    )
    return rx.cond(CalendarState.results.length() > 0, found, nothing)


def swatch(colour: rx.Var[str]) -> rx.Component:
    """A small square in a colour of events; the app's accent for the empty name."""
    names = rx.cond(colour == "", "calendar-swatch", f"calendar-swatch accent--{colour}")
    return rx.el.span(class_name=names, aria_hidden=True)


def _title() -> rx.Component:
    """The shown days in words. A click opens a small month, to go to a date."""
    return popover(
        rx.el.button(
            rx.el.span(CalendarState.title, class_name="calendar-title__long"),
            rx.el.span(CalendarState.short_title, class_name="calendar-title__short"),
            icon("chevron-down"),
            type="button",
            class_name="calendar-title",
            aria_label=CalendarState.title + ". Go to a date",
        ),
        small_month(),
        label="Go to a date",
        class_name="calendar-dates",
    )


def _choose_view(width: str, options: tuple[Option, ...]) -> rx.Component:
    return segmented(
        "View",
        options,
        name=f"calendar-view-{width}",
        value=CalendarState.view,
        on_change=CalendarState.show,
        class_name=f"calendar-views is-{width}",
    )


def _sets() -> rx.Component:
    """What is shown: todos, colours and tags, each with a switch."""
    return popover(
        icon_button(
            "filter",
            rx.cond(CalendarState.hides, "What is shown: some is hidden", "What is shown"),
            data_set=CalendarState.hides,
            class_name="calendar-filter",
        ),
        rx.el.div(
            switch(
                "Todos and tasks",
                checked=CalendarState.todos_shown,
                on_change=CalendarState.turn_todos,
                class_name="calendar-set",
            ),
            rx.foreach(CalendarState.sets, _set),
            rx.cond(
                CalendarState.hides,
                button(
                    "Show all",
                    variant="ghost",
                    size="sm",
                    data_closes=True,
                    on_click=CalendarState.show_all,
                ),
            ),
            class_name="calendar-sets",
        ),
        label="What is shown",
        align="end",
    )


def _set(one: ObjectVar[Shown]) -> rx.Component:
    name = one["name"].to(str)
    mark = rx.cond(
        name.startswith("#"),
        icon("tag"),
        swatch(one["colour"].to(str)),
    )
    return switch(
        rx.el.span(mark, one["label"], class_name="calendar-set__label", dir="auto"),
        checked=one["shown"].to(bool),
        on_change=lambda _: CalendarState.turn_set(name),
        class_name="calendar-set",
        key=name,
    )


def _result(one: ObjectVar[Result]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(one["when"], class_name="dated__time num"),
            rx.el.span(one["title"], class_name="dated__title", dir="auto"),
            rx.el.span(one["detail"], class_name="dated__detail", dir="auto"),
            type="button",
            class_name="dated__open",
            on_click=CalendarState.open_result(one["id"].to(str), one["day"].to(str)),
        ),
        class_name="dated",
        data_past=one["past"],
        key=one["id"],
    )
