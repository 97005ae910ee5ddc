"""A small month to pick a day: beside the grid, or as the month of phones."""

from __future__ import annotations

from collections.abc import Sequence

import reflex as rx

from umbra.calendar import scripts as _scripts  # noqa: F401  imported by that of the month
from umbra.ui.kinds import OnValue, Text


def _day(day: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (day,)


class _MiniMonth(rx.Component):
    library = rx.asset("mini_month.jsx", shared=True).importable_path
    tag = "MiniMonth"

    month: rx.Var[str]
    selected: rx.Var[str]
    today: rx.Var[str]
    marks: rx.Var[list[int]]
    week_start: rx.Var[int]
    large: rx.Var[bool]
    on_pick: rx.EventHandler[_day]
    on_month: rx.EventHandler[_day]


rx.asset("mini_month.css", shared=True)


def mini_month(
    *,
    month: Text,
    selected: Text,
    today: Text,
    marks: rx.Var[Sequence[int]],
    week_start: rx.Var[int],
    on_pick: OnValue,
    on_month: OnValue,
    large: bool = False,
) -> rx.Component:
    """Six weeks with the month of `month` ("YYYY-MM-DD", any day of it), a date grid (WAI-ARIA).

    `selected` and `today` are days ("YYYY-MM-DD"); `marks` the number of entries of each of the 42
    days shown, from the first day of the week with the 1st, in weeks that start on `week_start`
    (0 is Sunday). Up to three dots stand below a day. `on_pick(day)` gets the chosen day,
    `on_month(first)` the first day of another month, which shows at once and has its dots as soon
    as `month` and `marks` are its own. `large` is for phones: rows of 44 px, swipes turn pages.
    """
    return _MiniMonth.create(
        month=month,
        selected=selected,
        today=today,
        marks=marks,
        week_start=week_start,
        large=large,
        on_pick=on_pick,
        on_month=on_month,
    )
