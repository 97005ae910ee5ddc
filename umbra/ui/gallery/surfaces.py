"""What opens: menus, popovers, dialogs, the side panel, toasts."""

from __future__ import annotations

import reflex as rx

from umbra.ui.button import button, icon_button
from umbra.ui.chip import chip, removable_chip
from umbra.ui.dates import date_field
from umbra.ui.dialog import confirm_dialog, dialog
from umbra.ui.gallery.parts import shelf, states
from umbra.ui.inputs import text_field, text_input, textarea_field
from umbra.ui.menu import menu, menu_choice, menu_group, menu_item, menu_link, menu_separator
from umbra.ui.panel import side_panel
from umbra.ui.popover import popover
from umbra.ui.text import kbd
from umbra.ui.toasts import Action, Toast, toasts_of

asking = rx._x.client_state("galleryasking", False)
editing = rx._x.client_state("galleryediting", False)
beside = rx._x.client_state("gallerybeside", False)
order = rx._x.client_state("galleryorder", "due")
said: list[Toast] = []
breaking = rx._x.client_state("gallerybreaking", False)
told = rx._x.client_state("gallerytold", said)

TOASTS = [
    Toast(id="g1", text="Todo deleted", tone="neutral", action=Action("Undo", "gallery", {})),
    Toast(id="g2", text="Settings saved", tone="success", action=None),
    Toast(
        id="g3",
        text="Something broke on our side. Load the page again. Incident 3f9a01bc.",
        tone="danger",
        action=None,
    ),
]


class _Breaks(rx.Component):
    library = rx.asset("breaks.jsx", shared=True).importable_path
    tag = "Breaks"

    now: rx.Var[bool]


def surfaces() -> rx.Component:
    """All that floats."""
    return rx.fragment(
        shelf("Menus and popovers", states(_menu(), _choice_menu(), _popover())),
        shelf(
            "Dialogs and panels",
            states(
                button("Ask", on_click=asking.set_value(True), id="open-ask"),
                button("Edit in a dialog", on_click=editing.set_value(True), id="open-dialog"),
                button("Open beside", on_click=beside.set_value(True), id="open-panel"),
                button("Show toasts", on_click=told.set_value(TOASTS), id="open-toasts"),
                button("Break the page", on_click=breaking.set_value(True), id="break"),
                _Breaks.create(now=breaking.value),
            ),
        ),
        _dialogs(),
        _panel(),
        toasts_of(told.value),
    )


def _menu() -> rx.Component:
    return menu(
        button("Actions", trailing=kbd("A")),
        menu_item("Edit", leading="pencil", hint=kbd("E")),
        menu_item("Duplicate", leading="copy"),
        menu_link("Open settings", "/settings", leading="settings"),
        menu_item("Not now", leading="clock", disabled=True),
        menu_separator(),
        menu_item("Delete", leading="trash", hint=kbd("#"), danger=True),
        label="Actions",
    )


def _choice_menu() -> rx.Component:
    choices = (("due", "Due date"), ("priority", "Priority"), ("title", "Title"))
    return menu(
        icon_button("arrow-up-down", "Sort", variant="secondary"),
        menu_group(
            "Sort by",
            *(
                menu_choice(words, checked=order.value == value, on_click=order.set_value(value))
                for value, words in choices
            ),
        ),
        label="Sort",
    )


def _popover() -> rx.Component:
    return popover(
        button("Due", leading="calendar"),
        date_field("Due", id="g-pop-date"),
        states(button("Today", size="sm"), button("Tomorrow", size="sm")),
        label="Due date",
    )


def _dialogs() -> rx.Component:
    return rx.fragment(
        confirm_dialog(
            title="Delete 12 todos?",
            body="They go to the trash and stay there for 30 days.",
            open=asking.value,
            on_close=asking.set_value(False),
            on_confirm=asking.set_value(False),
            confirm_label="Delete",
            danger=True,
        ),
        dialog(
            rx.el.div(
                text_field("Name", id="g-dialog-name"),
                textarea_field("About", id="g-dialog-about", rows=3),
                class_name="stack stack--tight",
            ),
            title="New project",
            description="You can change all of this later.",
            open=editing.value,
            on_close=editing.set_value(False),
            keep=True,
            footer=(
                button("Cancel", on_click=editing.set_value(False)),
                button("Create", variant="primary", on_click=editing.set_value(False)),
            ),
        ),
    )


def _panel() -> rx.Component:
    return side_panel(
        text_input(
            id="g-panel-title",
            label="Title",
            default_value="Plan the garden",
            class_name="input--bare title-input",
        ),
        date_field("Due", id="g-panel-date", default_value="2026-11-24"),
        rx.el.div(
            chip("home", leading="tag"),
            removable_chip(
                "garden", remove_label="Remove garden", on_remove=beside.set_value(True)
            ),
            class_name="row",
        ),
        textarea_field("Notes", id="g-panel-notes", rows=8),
        title="Todo",
        open=beside.value,
        on_close=beside.set_value(False),
        bar=(icon_button("trash", "Delete"), icon_button("ellipsis", "More")),
        footer=(rx.el.span("Saved", class_name="small"),),
    )
