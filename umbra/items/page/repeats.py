"""How an item repeats, in a form: presets, a custom rule, an end, the rule in words.

The state of the form mixes in `umbra.items.state.rule_look.LooksAtRule`, and has `base` and
`errors`; the fields are those of `umbra.items.state.repeats`. Ids begin with a prefix.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from umbra.items.state.repeats import DAY_FIELDS, ON, WEEKDAYS
from umbra.ui.dates import date_input
from umbra.ui.field import error_at
from umbra.ui.icon import icon
from umbra.ui.inputs import select, select_field
from umbra.ui.text import visually_hidden

rx.asset("repeats.css", shared=True)  # imported by the script, so that only its pages load it

_MONTH_BY = (
    ("day", "On the same day of the month"),
    ("nth", "On the same weekday, counted from the start"),
    ("last", "On the last such weekday"),
)
_WHOLE_MONTHS = ("whole", "Whole months")


class _RepeatFields(rx.Component):
    library = rx.asset("repeats.jsx", shared=True).importable_path
    tag = "RepeatFields"

    names: rx.Var[list[str]]

    on_look: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, str])]


def repeat_fields(state: type[Any], *fields: rx.Component, names: Sequence[str]) -> rx.Component:
    """`fields` of a form; `state.look` gets those of the fields `names` when one has changed."""
    return _RepeatFields.create(*fields, names=list(names), on_look=state.look)


def repeat_select(state: type[Any], prefix: str) -> rx.Component:
    """The presets of how an item repeats, as options that depend on its start."""
    return select_field(
        "Repeats",
        state.repeat_options,
        id=f"{prefix}-repeat",
        name="repeat",
        default_value=state.base["repeat"],
        error=error_at(state.errors, "repeat"),
    )


def repeat_rule(state: type[Any], prefix: str, *, dayless: bool = False) -> rx.Component:
    """The custom rule, the end of the series, and the rule in words with its next five dates.

    The style sheet shows what the choices ask for. `dayless`: as in `umbra.items.state.repeats`.
    """
    return rx.fragment(_custom(state, prefix, dayless), _ends(state, prefix), _summary(state))


def _custom(state: type[Any], prefix: str, dayless: bool) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Custom rule", class_name="visually-hidden"),
        rx.el.div(
            rx.el.label("Every", html_for=f"{prefix}-interval", class_name="repeat-word"),
            _small_number(state, prefix, "interval", 999),
            select(
                (("day", "days"), ("week", "weeks"), ("month", "months"), ("year", "years")),
                id=f"{prefix}-unit",
                label="Unit",
                name="unit",
                default_value=state.base["unit"],
            ),
            class_name="repeat-line",
        ),
        _problem(state, prefix, "interval"),
        rx.el.div(
            *(_weekday(state, number) for number in range(7)),
            role="group",
            aria_label="On these days",
            class_name="repeat-weekdays",
        ),
        rx.el.div(
            select(
                (*_MONTH_BY, _WHOLE_MONTHS) if dayless else _MONTH_BY,
                id=f"{prefix}-month-by",
                label="Day of the month",
                name="month_by",
                default_value=state.base["month_by"],
            ),
            class_name="repeat-month-by",
        ),
        class_name="repeat-custom",
    )


def _ends(state: type[Any], prefix: str) -> rx.Component:
    return rx.el.div(
        rx.el.label("Series ends", html_for=f"{prefix}-ends", class_name="field__label"),
        rx.el.div(
            select(
                (("never", "Never"), ("until", "On a day"), ("count", "After a number")),
                id=f"{prefix}-ends",
                name="ends",
                default_value=state.base["ends"],
            ),
            rx.el.div(
                date_input(
                    id=f"{prefix}-until",
                    label="Last day",
                    name="until",
                    default_value=state.base["until"],
                    invalid=error_at(state.errors, "until") != "",
                    clearable=False,
                ),
                _problem(state, prefix, "until"),
                class_name="repeat-until",
            ),
            rx.el.div(
                _small_number(state, prefix, "count", 10_000),
                rx.el.label("times", html_for=f"{prefix}-count", class_name="repeat-word"),
                _problem(state, prefix, "count"),
                class_name="repeat-count",
            ),
            class_name="repeat-line",
        ),
        class_name="repeat-ends",
    )


def _small_number(state: type[Any], prefix: str, name: str, most: int) -> rx.Component:
    return rx.el.input(
        type="number",
        id=f"{prefix}-{name}",
        name=name,
        default_value=state.base[name],
        min="1",
        max=str(most),
        step="1",
        input_mode="numeric",
        aria_invalid=error_at(state.errors, name) != "",
        aria_describedby=f"{prefix}-{name}-note",
        class_name="input input--md repeat-number",
    )


def _problem(state: type[Any], prefix: str, name: str) -> rx.Component:
    error = error_at(state.errors, name)
    return rx.el.div(
        rx.cond(
            error,
            rx.el.span(
                icon("circle-alert", 12),
                visually_hidden("Error: "),
                error,
                class_name="field__error",
            ),
        ),
        id=f"{prefix}-{name}-note",
        class_name="repeat-note",
    )


def _weekday(state: type[Any], number: int) -> rx.Component:
    name = DAY_FIELDS[number]
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=name,
            value=ON,
            default_checked=state.base[name] != "",
            class_name="repeat-weekday-box",
        ),
        rx.el.span(WEEKDAYS[number][:2], aria_hidden=True),
        visually_hidden(WEEKDAYS[number]),
        class_name="repeat-weekday",
    )


def _summary(state: type[Any]) -> rx.Component:
    """The rule in words with its next five dates, or what is wrong with it."""
    return rx.el.div(
        rx.cond(
            state.repeat_problem != "",
            rx.el.p(icon("info"), state.repeat_problem, class_name="repeat-problem"),
        ),
        rx.cond(
            state.repeat_words != "",
            rx.el.p(state.repeat_words, class_name="repeat-words"),
        ),
        rx.cond(
            state.next_dates.length() > 0,
            rx.el.div(
                rx.el.span("Next", class_name="repeat-next-label"),
                rx.el.ul(
                    rx.foreach(state.next_dates, rx.el.li),
                    class_name="repeat-next",
                    aria_label="Next dates",
                ),
                class_name="repeat-next-line",
            ),
        ),
        role="status",
        class_name="repeat-summary",
    )
