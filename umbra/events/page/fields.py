"""The fields of an event that the panel and the quick entry have in common."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.events.page.times import event_times
from umbra.events.state.drafts import TIME_FIELDS
from umbra.items.page.repeats import repeat_fields, repeat_select
from umbra.items.state.repeats import REPEAT_FIELDS
from umbra.ui.dates import date_input, time_input
from umbra.ui.field import error_at, note_id
from umbra.ui.icon import icon
from umbra.ui.switch import switch
from umbra.ui.text import visually_hidden

WATCHED = (*TIME_FIELDS, *REPEAT_FIELDS)


def times(
    state: type[Any],
    prefix: str,
    *rule: rx.Component,
    zone: rx.Component | None = None,
) -> rx.Component:
    """All day or not, start and end, how the event repeats, and of that the fields `rule`.

    `state` has `base`, `errors`, `slot` and `look`; ids begin with `prefix`.
    """
    return event_times(
        switch(
            "All day",
            name="all_day",
            default_checked=state.base["all_day"] != "",
            id=f"{prefix}-all-day",
        ),
        _edge(state, prefix, "start", "Starts"),
        _edge(state, prefix, "end", "Ends"),
        zone or rx.fragment(),
        repeat_fields(state, repeat_select(state, prefix), *rule, names=WATCHED),
        base=state.base,
        slot=state.slot,
        class_name="event-times",
    )


def _edge(state: type[Any], prefix: str, edge: str, label: str) -> rx.Component:
    day, time = f"{prefix}-{edge}-date", f"{prefix}-{edge}-time"
    day_error = error_at(state.errors, f"{edge}_date")
    time_error = error_at(state.errors, f"{edge}_time")
    return rx.el.div(
        rx.el.label(label, html_for=day, class_name="field__label event-edge-label"),
        date_input(
            id=day,
            name=f"{edge}_date",
            default_value=state.base[f"{edge}_date"],
            clearable=False,
            invalid=day_error != "",
            required=True,
            class_name="event-edge-day",
        ),
        time_input(
            id=time,
            name=f"{edge}_time",
            default_value=state.base[f"{edge}_time"],
            clearable=False,
            invalid=time_error != "",
            aria_label=f"{label} at",
            class_name="event-clock",
        ),
        rx.el.div(
            _message(day_error),
            _message(time_error),
            rx.el.span(id=note_id(time)),
            id=note_id(day),
            class_name="field__note event-edge-note",
        ),
        class_name="event-edge",
    )


def _message(error: rx.Var[str]) -> rx.Component:
    return rx.cond(
        error,
        rx.el.span(
            icon("circle-alert", 12), visually_hidden("Error: "), error, class_name="field__error"
        ),
    )
