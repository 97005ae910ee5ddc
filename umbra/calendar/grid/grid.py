"""The grid of days of the calendar page: month, week, three days, day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from umbra.calendar import scripts as _scripts  # noqa: F401  imported by those of the grid
from umbra.calendar.entries import CalendarDay
from umbra.ui.kinds import On, OnValue, Text

_LIBRARY = rx.asset("grid.jsx", shared=True).importable_path
for _part in (
    "entry.jsx",
    "escape.js",
    "grid.css",
    "keyboard.js",
    "slot.js",
    "sources.js",
    "theme.js",
):
    rx.asset(_part, shared=True)
_PACKAGES = ["@fullcalendar/react@7.1.4", "temporal-polyfill@1.0.7"]


def _entry(entry: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (entry,)


def _day(day: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (day,)


def _direction(direction: rx.Var[int]) -> tuple[rx.Var[int]]:
    return (direction,)


def _slot(start: rx.Var[str], end: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return (start, end)


def _move(entry: rx.Var[str], start: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return (entry, start)


def _stretch(
    entry: rx.Var[str], edge: rx.Var[str], time: rx.Var[str]
) -> tuple[rx.Var[str], rx.Var[str], rx.Var[str]]:
    return (entry, edge, time)


class _CalendarGrid(rx.Component):
    library = _LIBRARY
    tag = "CalendarGrid"
    lib_dependencies: list[str] = _PACKAGES

    view: rx.Var[str]
    date: rx.Var[str]
    days: rx.Var[list[Any]]
    week_start: rx.Var[int]
    week_numbers: rx.Var[bool]
    first_hour: rx.Var[int]
    time_zone: rx.Var[str]
    refused: rx.Var[int]
    focus: rx.Var[str]
    label: rx.Var[str]
    on_open: rx.EventHandler[_entry]
    on_select: rx.EventHandler[_slot]
    on_move: rx.EventHandler[_move]
    on_resize: rx.EventHandler[_stretch]
    on_day: rx.EventHandler[_day]
    on_page: rx.EventHandler[_direction]
    on_move_by_menu: rx.EventHandler[_entry]
    on_delete: rx.EventHandler[_entry]


def calendar_grid(
    *,
    view: Text,
    date: Text,
    days: rx.Var[Sequence[CalendarDay]],
    week_start: rx.Var[int],
    week_numbers: rx.Var[bool],
    first_hour: rx.Var[int],
    time_zone: Text,
    refused: rx.Var[int],
    focus: Text,
    label: Text,
    on_open: OnValue,
    on_select: OnValue,
    on_move: OnValue,
    on_resize: OnValue,
    on_day: OnValue,
    on_page: OnValue,
    on_move_by_menu: OnValue,
    on_delete: OnValue,
) -> rx.Component:
    """The grid, as high as its parent, which must have a height. Its accessible name is `label`.

    `view` is "month", "week", "three" or "day", and `date` ("YYYY-MM-DD") a day of the shown
    range. `days` has a `CalendarDay` for each day of it, in order; each should be a state var of
    its own, so that a change sends and draws that day only. One with an empty day is ignored.
    Times are wall clock in `time_zone` (IANA), which decides what is past, today and now.
    `week_start` is 0 for Sunday; the grid is scrolled to `first_hour`; week numbers are those of
    ISO 8601. The entry with the id `focus` is marked as open.

    Handlers get texts, dates as "YYYY-MM-DD" and times as "YYYY-MM-DDTHH:MM":
    `on_open(entry)`.
    `on_select(start, end)`: `end` is exclusive. 15 minutes mean that no length was chosen: a click
    on a slot, or Enter.
    `on_move(entry, start)`: in the month a date, which leaves a timed entry its time. In the other
    views a date means all day, and a time a place between the hours.
    `on_resize(entry, edge, time)`: the edge "start" or "end" was moved to a time, or to a date if
    the entry is of whole days; the end is exclusive.
    `on_day(day)`: the number of a day, "+n more", or Shift+Enter on a day.
    `on_page(direction)`: -1 or 1, for swipes, the page keys, and arrow keys at the edge.
    `on_move_by_menu(entry)`: m. `on_delete(entry)`: Delete, Backspace or #.

    Entries that were moved stay there (an optimistic update) until their days change; when the
    counter `refused` changes, or an event was not handled, they go back. While one is dragged,
    changed days wait.

    Keyboard: one tab stop. Left and right go to the neighbouring day, up and down to the previous
    and next entry or free hour of the day (in the month on to the next week), Home and End to the
    edges of the week. Enter and Space open an entry, or select the day or hour.
    """
    return _CalendarGrid.create(
        view=view,
        date=date,
        days=days,
        week_start=week_start,
        week_numbers=week_numbers,
        first_hour=first_hour,
        time_zone=time_zone,
        refused=refused,
        focus=focus,
        label=label,
        on_open=on_open,
        on_select=on_select,
        on_move=on_move,
        on_resize=on_resize,
        on_day=on_day,
        on_page=on_page,
        on_move_by_menu=on_move_by_menu,
        on_delete=on_delete,
    )


class _SlotCard(rx.Component):
    library = rx.asset("slot_card.jsx", shared=True).importable_path
    tag = "SlotCard"

    open: rx.Var[bool]
    label: rx.Var[str]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


def slot_card(
    *children: rx.Component, open: rx.Var[bool], on_close: On, label: Text
) -> rx.Component:
    """`children` in a small dialog beside the slot that was selected last, while `open`.

    Under 40rem it is a sheet at the bottom; without a selected slot it is in the middle. The first
    input, or what has `data_autofocus`, gets focus. Escape, a click outside and a click on an
    element with `data_closes` close it; then `on_close` is called, and focus goes back to the grid.
    """
    return _SlotCard.create(*children, open=open, on_close=on_close, label=label)
