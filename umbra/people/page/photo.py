"""The photo at the head of the panel."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts.access import http_client
from umbra.people.images import MEDIA_TYPES
from umbra.people.page.row import portrait
from umbra.people.photos import LARGEST_PHOTO
from umbra.people.state import PersonEditor
from umbra.ui.button import button
from umbra.ui.dialog import confirm_dialog


class _PhotoButton(rx.Component):
    """Sends the chosen file to `path`; `on_sent` gets why it was refused, or an empty text."""

    library = rx.asset("photo.jsx", shared=True).importable_path
    tag = "PhotoButton"

    path: rx.Var[str]
    types: rx.Var[list[str]]
    most: rx.Var[int]
    label: rx.Var[str]

    on_sent: rx.EventHandler[rx.event.passthrough_event_spec(str)]

    def add_imports(self) -> dict[str, Any]:
        return {http_client.SCRIPT.importable_path: []}


def photo_head() -> rx.Component:
    """The photo or the initials, and the buttons that change it."""
    has_photo = PersonEditor.photo != ""
    return rx.el.div(
        portrait(PersonEditor.photo, PersonEditor.initials, "person-photo"),
        _PhotoButton.create(
            path=f"/api/people/{PersonEditor.open_id}/photo",
            types=list(MEDIA_TYPES),
            most=LARGEST_PHOTO,
            label=rx.cond(has_photo, "Change photo", "Add a photo"),
            on_sent=PersonEditor.photo_sent,
        ),
        rx.cond(
            has_photo,
            button(
                "Remove",
                variant="ghost",
                size="sm",
                aria_label="Remove the photo",
                on_click=PersonEditor.ask_about_photo(True),
            ),
        ),
        class_name="person-head",
    )


def photo_dialog() -> rx.Component:
    """Asks before the photo is deleted, which can't be undone."""
    return confirm_dialog(
        title="Remove the photo?",
        body="The photo is deleted for good.",
        open=PersonEditor.removing_photo,
        on_close=PersonEditor.ask_about_photo(False),
        on_confirm=PersonEditor.remove_photo,
        confirm_label="Remove",
        danger=True,
    )
