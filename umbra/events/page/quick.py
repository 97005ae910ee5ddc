"""The form of the quick entry, for a card beside the chosen time or a dialog."""

from __future__ import annotations

import reflex as rx

from umbra.events.page.fields import times
from umbra.events.state import QuickEntry
from umbra.events.state.drafts import LABELS
from umbra.events.state.editor import NEW_FORM
from umbra.ui.button import button
from umbra.ui.field import error_at
from umbra.ui.inputs import text_field
from umbra.ui.local.edit_form import edit_form

_PREFIX = "quick"
_SHOWN = frozenset(
    {"title", "all_day", "start_date", "start_time", "end_date", "end_time", "repeat"}
)


def quick_form() -> rx.Component:
    """The form while `QuickEntry.is_open`: Enter saves, "More" goes on in the panel.

    What surrounds it closes it by `QuickEntry.close` at Escape.
    """
    return rx.cond(
        QuickEntry.is_open,
        edit_form(
            text_field(
                "Title",
                id=f"{_PREFIX}-title",
                name="title",
                default_value=QuickEntry.base["title"],
                error=error_at(QuickEntry.errors, "title"),
                placeholder="New event",
                auto_focus=True,
                data_autofocus=True,
                auto_complete="off",
                enter_key_hint="done",
                dir="auto",
                max_length=1000,
                class_name="editor-title",
            ),
            times(QuickEntry, _PREFIX),
            *(_kept(name) for name in LABELS if name not in _SHOWN),
            rx.el.p(QuickEntry.repeat_problem, role="status", class_name="event-quick-problem"),
            rx.el.div(
                button("More", variant="ghost", on_click=QuickEntry.more),
                button("Save", type="submit", variant="primary"),
                class_name="event-quick-foot",
            ),
            name=NEW_FORM,
            version=0,
            base=QuickEntry.base,
            answers=QuickEntry.answers,
            on_send=QuickEntry.save,
            on_too_long=QuickEntry.refuse_length,
            id="quick-entry",
            class_name="event-quick",
            aria_label="New event",
        ),
    )


def _kept(name: str) -> rx.Component:
    """A field that only the panel shows, so that what was typed there stays in the draft."""
    return rx.el.input(type="hidden", name=name, default_value=QuickEntry.base[name])
