"""The calendar page, put together: toolbar, grid or lists, the event's panel and quick entry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import reflex as rx

from umbra.calendar.grid.grid import calendar_grid, slot_card
from umbra.calendar.page.agenda import agenda, list_of_day
from umbra.calendar.page.toolbar import SEARCH_ID, results, shown_days, small_month, toolbar
from umbra.calendar.state import CalendarState
from umbra.events.page import event_dialogs, event_panel, quick_form
from umbra.events.state import EventChanges, EventEditor, QuickEntry
from umbra.items.page.keys import ADD, MOVE, SEARCH, UNDO
from umbra.items.state.undo_stack import UndoStack
from umbra.shell.frame import page_frame
from umbra.ui.shortcuts import register, shortcut
from umbra.ui.states import loading

_CALENDAR = "Calendar"
_TODAY = register("t", "Today", _CALENDAR)
_NEXT = register("n", "Later", _CALENDAR)
_PREVIOUS = register("p", "Earlier", _CALENDAR)
_VIEWS = {
    "month": register("v m", "Month", _CALENDAR),
    "week": register("v w", "Week", _CALENDAR),
    "day": register("v d", "Day", _CALENDAR),
    "agenda": register("v a", "Agenda", _CALENDAR),
}
_IN_GRID = (
    replace(MOVE, group=_CALENDAR),
    register("↑↓←→", "By time and day", _CALENDAR),
)


class _Styles(rx.Fragment):
    """The styles of this page, which no other page loads."""

    def add_imports(self) -> dict[str, Any]:
        return {"": rx.asset("calendar.css", shared=True).importable_path}


def calendar_page() -> rx.Component:
    return page_frame(
        rx.el.div(
            toolbar(),
            rx.cond(CalendarState.loaded, _content(), loading(8, label="Loading the calendar")),
            class_name="calendar",
            data_view=CalendarState.view,
        ),
        event_panel(),
        event_dialogs(),
        slot_card(
            quick_form(),
            open=QuickEntry.is_open,
            on_close=QuickEntry.close,
            label="New event",
        ),
        _keys(),
        _Styles.create(),
        title="Calendar",
        active="calendar",
        width="full",
    )


def _content() -> rx.Component:
    """The search results while there are words, else the view."""
    days = rx.cond(CalendarState.view == "agenda", agenda(), rx.fragment(_phone_month(), _grid()))
    return rx.cond(CalendarState.searching != "", results(), days)


def _grid() -> rx.Component:
    return calendar_grid(
        view=CalendarState.view,
        date=CalendarState.first,
        days=shown_days(),
        week_start=CalendarState.week_start,
        week_numbers=CalendarState.week_numbers,
        first_hour=CalendarState.first_hour,
        time_zone=CalendarState.time_zone,
        refused=(CalendarState.refusals + EventChanges.refused).to(int),
        focus="e/" + EventEditor.event_id + "/" + EventEditor.at,
        label=CalendarState.title,
        on_open=CalendarState.open,
        on_select=CalendarState.select,
        on_move=CalendarState.move,
        on_resize=CalendarState.resize,
        on_day=CalendarState.open_day,
        on_page=CalendarState.page,
        on_move_by_menu=CalendarState.ask_to_move,
        on_delete=CalendarState.delete,
    )


def _phone_month() -> rx.Component:
    """The month of a phone: a small month with dots, and the picked day's list below it."""
    return rx.cond(
        CalendarState.view == "month",
        rx.el.div(
            small_month(large=True),
            list_of_day(),
            class_name="calendar-phone",
        ),
    )


def _keys() -> rx.Component:
    return rx.fragment(
        shortcut(ADD, on_press=CalendarState.add),
        shortcut(SEARCH, target=SEARCH_ID),
        shortcut(UNDO, on_press=UndoStack.undo),
        shortcut(_TODAY, on_press=CalendarState.go_to_today),
        shortcut(_NEXT, on_press=CalendarState.page(1)),
        shortcut(_PREVIOUS, on_press=CalendarState.page(-1)),
        *(shortcut(known, on_press=CalendarState.show(view)) for view, known in _VIEWS.items()),
        *(shortcut(known) for known in _IN_GRID),
    )
