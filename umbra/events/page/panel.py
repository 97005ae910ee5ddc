"""The panel that shows and edits one event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from umbra.events.page.fields import times
from umbra.events.state import EventEditor, EventMove
from umbra.items.page.alarms import alarms_field
from umbra.items.page.colour import colour_field
from umbra.items.page.links import location_field, people_field
from umbra.items.page.panel import filled, gone, notes_field, panel_footer, panel_form
from umbra.items.page.repeats import repeat_rule
from umbra.items.page.zone import zone_details
from umbra.ui.button import icon_button
from umbra.ui.inputs import text_field
from umbra.ui.menu import menu, menu_item
from umbra.ui.panel import side_panel
from umbra.ui.tags import tags_field

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
        opened=EventEditor.filled,
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
        times(EventEditor, _PREFIX, repeat_rule(EventEditor, _PREFIX), zone=_zone()),
        alarms_field(**filled(_PAGE, "alarms"), timed_by="all_day", untimed=True),
        colour_field(_PAGE, EventEditor.own_colour),
        people_field(_PAGE),
        text_field("Place", **filled(_PAGE, "place"), dir="auto", auto_complete="off"),
        location_field(_PAGE),
        tags_field("Tags", **filled(_PAGE, "tags"), options=EventEditor.tag_options),
        notes_field(_PAGE),
    )


def _zone() -> rx.Component:
    return zone_details(EventEditor, **filled(_PAGE, "time_zone"), local=EventEditor.local_time)
