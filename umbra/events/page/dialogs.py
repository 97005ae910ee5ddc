"""The dialogs of events: which of a series are meant, and "Move ..."."""

from __future__ import annotations

import reflex as rx

from umbra.events.state import EventChanges, EventMove
from umbra.ui.button import button
from umbra.ui.dates import date_field, time_field
from umbra.ui.dialog import dialog


def event_dialogs() -> rx.Component:
    """Both dialogs. A page that changes events has them once."""
    return rx.fragment(_scope_dialog(), _move_dialog())


def _scope_dialog() -> rx.Component:
    return dialog(
        rx.el.div(
            rx.foreach(
                EventChanges.choices,
                lambda choice: rx.el.button(
                    rx.el.span(choice["label"], class_name="event-scope-label"),
                    rx.el.span(choice["what"], class_name="event-scope-what"),
                    type="button",
                    on_click=EventChanges.choose(choice["scope"]),
                    data_autofocus=True,  # the first of them gets focus
                    class_name="event-scope",
                ),
            ),
            class_name="event-scopes",
        ),
        title=EventChanges.question,
        description="It is one of a series. Which events do you mean?",
        open=EventChanges.asking,
        on_close=EventChanges.cancel,
        size="sm",
        keep=True,
        footer=(button("Cancel", variant="ghost", on_click=EventChanges.cancel),),
    )


def _move_dialog() -> rx.Component:
    return dialog(
        rx.el.form(
            rx.el.div(
                date_field(
                    "Day",
                    id="event-move-day",
                    name="day",
                    default_value=EventMove.day,
                    error=EventMove.error,
                    clearable=False,
                    data_autofocus=True,
                ),
                time_field(
                    "Time",
                    id="event-move-time",
                    name="time",
                    default_value=EventMove.time,
                    hint="Empty: as it is now.",
                ),
                class_name="editor-pair",
            ),
            id="event-move",
            key=EventMove.opened,
            on_submit=EventMove.save,
            method="dialog",
            no_validate=True,
        ),
        title="Move event",
        description=EventMove.title,
        open=EventMove.is_open,
        on_close=EventMove.close,
        size="sm",
        keep=True,
        footer=(
            button("Cancel", variant="ghost", on_click=EventMove.close),
            button("Move", type="submit", form="event-move", variant="primary"),
        ),
    )
