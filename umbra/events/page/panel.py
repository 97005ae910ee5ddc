"""The panel that shows and edits one event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from umbra.events.page.fields import repeats, times
from umbra.events.state import EventEditor, EventMove
from umbra.items.page.panel import filled, gone, notes_field, panel_footer, panel_form
from umbra.items.state.repeats import DAY_FIELDS, ON, WEEKDAYS
from umbra.preferences.models import ACCENTS
from umbra.ui.button import icon_button
from umbra.ui.dates import date_input
from umbra.ui.field import error_at, field
from umbra.ui.icon import icon
from umbra.ui.inputs import select, text_field
from umbra.ui.item_picker import item_picker_field
from umbra.ui.menu import menu, menu_item
from umbra.ui.panel import side_panel
from umbra.ui.tags import tags_field
from umbra.ui.text import visually_hidden
from umbra.ui.zone_picker import zone_picker

_PREFIX = "event"


@dataclass(frozen=True, slots=True)
class _Page:
    """What the shared parts of a panel need."""

    one: str = _PREFIX
    editor: type[Any] = EventEditor


_PAGE = _Page()


def event_panel() -> rx.Component:
    """The panel of the event that the URL names, for a page whose `on_load` has its `load`."""
    return side_panel(
        rx.cond(EventEditor.missing, gone(_PAGE, "Back to the calendar"), _form()),
        title=rx.cond(EventEditor.is_new, "New event", "Event"),
        open=EventEditor.open_id != "",
        on_close=EventEditor.close,
        bar=(rx.cond(EventEditor.missing | EventEditor.is_new, rx.fragment(), _bar()),),
        footer=(panel_footer(_PAGE),),
    )


def _bar() -> rx.Component:
    return rx.fragment(
        menu(
            icon_button("ellipsis", "More actions", tip=False),
            menu_item(
                "Move...",
                leading="calendar-clock",
                on_click=EventMove.open(EventEditor.event_id, EventEditor.at),
            ),
            menu_item("Duplicate", leading="copy", on_click=EventEditor.duplicate),
            label="Actions for this event",
            align="end",
        ),
        icon_button("trash", "Delete", on_click=EventEditor.delete),
    )


def _form() -> rx.Component:
    return panel_form(
        _PAGE,
        text_field(
            "Title",
            **filled(_PAGE, "title"),
            dir="auto",
            max_length=1000,
            class_name="editor-title",
        ),
        times(EventEditor, _PREFIX, _zone(), repeats(EventEditor, _PREFIX), _custom(), _summary()),
        _colour(),
        text_field("Place", **filled(_PAGE, "place"), dir="auto", auto_complete="off"),
        item_picker_field(
            "Location",
            **filled(_PAGE, "location_id"),
            options=EventEditor.locations,
            on_search=EventEditor.find_locations,
            default_label=EventEditor.location_name,
            empty_text="None of your locations has that name",
            placeholder="One of your locations",
        ),
        tags_field("Tags", **filled(_PAGE, "tags"), options=EventEditor.tag_options),
        notes_field(_PAGE),
    )


def _zone() -> rx.Component:
    given = filled(_PAGE, "time_zone")
    return rx.el.details(
        rx.el.summary(
            icon("chevron-right"),
            "Time zone",
            rx.cond(
                EventEditor.local_time != "",
                rx.el.span(EventEditor.local_time, class_name="event-local"),
            ),
            class_name="event-zone-summary",
        ),
        field(
            "Time zone",
            zone_picker(
                id=given["id"],
                name="time_zone",
                default_value=given["default_value"],
                class_name="input input--md",
            ),
            id=given["id"],
            error=error_at(EventEditor.errors, "time_zone"),
            label_hidden=True,
        ),
        open=EventEditor.other_zone,
        class_name="event-zone",
    )


def _custom() -> rx.Component:
    """The custom rule and the end of the series; the style sheet shows what the choices ask for."""
    return rx.fragment(
        rx.el.fieldset(
            rx.el.legend("Custom rule", class_name="visually-hidden"),
            rx.el.div(
                rx.el.label("Every", html_for="event-interval", class_name="event-word"),
                _small_number("interval", "event-interval", 999),
                select(
                    (("day", "days"), ("week", "weeks"), ("month", "months"), ("year", "years")),
                    id="event-unit",
                    label="Unit",
                    name="unit",
                    default_value=EventEditor.base["unit"],
                ),
                class_name="event-line",
            ),
            _problem("interval"),
            rx.el.div(
                *(_weekday(number) for number in range(7)),
                role="group",
                aria_label="On these days",
                class_name="event-weekdays",
            ),
            rx.el.div(
                select(
                    (
                        ("day", "On the same day of the month"),
                        ("nth", "On the same weekday, counted from the start"),
                        ("last", "On the last such weekday"),
                    ),
                    id="event-month-by",
                    label="Day of the month",
                    name="month_by",
                    default_value=EventEditor.base["month_by"],
                ),
                class_name="event-month-by",
            ),
            class_name="event-custom",
        ),
        rx.el.div(
            rx.el.label("Series ends", html_for="event-ends", class_name="field__label"),
            rx.el.div(
                select(
                    (("never", "Never"), ("until", "On a day"), ("count", "After a number")),
                    id="event-ends",
                    name="ends",
                    default_value=EventEditor.base["ends"],
                ),
                rx.el.div(
                    date_input(
                        id="event-until",
                        label="Last day",
                        name="until",
                        default_value=EventEditor.base["until"],
                        invalid=error_at(EventEditor.errors, "until") != "",
                        clearable=False,
                    ),
                    _problem("until"),
                    class_name="event-until",
                ),
                rx.el.div(
                    _small_number("count", "event-count", 10_000),
                    rx.el.label("times", html_for="event-count", class_name="event-word"),
                    _problem("count"),
                    class_name="event-count",
                ),
                class_name="event-line",
            ),
            class_name="event-ends",
        ),
    )


def _small_number(name: str, control_id: str, most: int) -> rx.Component:
    error = error_at(EventEditor.errors, name)
    return rx.el.input(
        type="number",
        id=control_id,
        name=name,
        default_value=EventEditor.base[name],
        min="1",
        max=str(most),
        step="1",
        input_mode="numeric",
        aria_invalid=error != "",
        aria_describedby=f"{control_id}-note",
        class_name="input input--md event-number",
    )


def _problem(name: str) -> rx.Component:
    error = error_at(EventEditor.errors, name)
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
        id=f"event-{name}-note",
        class_name="event-problem",
    )


def _weekday(number: int) -> rx.Component:
    name = DAY_FIELDS[number]
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=name,
            value=ON,
            default_checked=EventEditor.base[name] != "",
            class_name="event-weekday-box",
        ),
        rx.el.span(WEEKDAYS[number][:2], aria_hidden=True),
        visually_hidden(WEEKDAYS[number]),
        class_name="event-weekday",
    )


def _summary() -> rx.Component:
    """The rule in words with its next five dates, or what is wrong with it."""
    return rx.el.div(
        rx.cond(
            EventEditor.repeat_problem != "",
            rx.el.p(icon("info"), EventEditor.repeat_problem, class_name="event-rule-problem"),
        ),
        rx.cond(
            EventEditor.repeat_words != "",
            rx.el.p(EventEditor.repeat_words, class_name="event-rule-words"),
        ),
        rx.cond(
            EventEditor.next_dates.length() > 0,
            rx.el.div(
                rx.el.span("Next", class_name="event-next-label"),
                rx.el.ul(
                    rx.foreach(EventEditor.next_dates, rx.el.li),
                    class_name="event-next",
                    aria_label="Next dates",
                ),
                class_name="event-next-line",
            ),
        ),
        role="status",
        class_name="event-rule",
    )


def _colour() -> rx.Component:
    """The accents, the account's own as the default, and a colour that only the API can set."""
    return rx.el.fieldset(
        rx.el.legend("Colour", class_name="field__label"),
        rx.el.div(
            _swatch("", "Default"),
            *(_swatch(accent, accent.capitalize()) for accent in ACCENTS),
            rx.cond(
                EventEditor.own_colour != "",
                _swatch(EventEditor.own_colour, EventEditor.own_colour),
            ),
            class_name="accents",
        ),
        rx.el.div(
            rx.el.span(error_at(EventEditor.errors, "colour"), class_name="field__error"),
            class_name="field__note",
        ),
        class_name="event-colour",
    )


def _swatch(value: Any, label: Any) -> rx.Component:
    named = {"data-accent": value} if isinstance(value, str) and value else {}
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="colour",
            value=value,
            default_checked=EventEditor.base["colour"] == value,
            class_name="accent__radio",
        ),
        rx.el.span(icon("check"), class_name="accent__colour"),
        visually_hidden(label),
        class_name="accent" if named else "accent event-default-colour",
        custom_attrs={**named, "data-tip": label},
    )
