"""Overlays: menus, popovers, dialogs, the side panel, toasts."""

from __future__ import annotations

import reflex as rx

from umbra.ui.button import button, icon_button
from umbra.ui.chip import chip, removable_chip
from umbra.ui.dates import date_field
from umbra.ui.dialog import confirm_dialog, dialog
from umbra.ui.gallery.parts import gallery_section, side_by_side
from umbra.ui.inputs import text_field, text_input, textarea_field
from umbra.ui.menu import menu, menu_choice, menu_group, menu_item, menu_link, menu_separator
from umbra.ui.panel import side_panel
from umbra.ui.popover import popover
from umbra.ui.tags import tags_field
from umbra.ui.text import kbd
from umbra.ui.toasts import Action, Toast, toast_host_for

TAGS = [(f"tag {number}", f"tag {number}") for number in range(12)]
NO_TOASTS: list[Toast] = []

confirm_open = rx._x.client_state("galleryconfirm", False)
dialog_open = rx._x.client_state("gallerydialog", False)
panel_open = rx._x.client_state("gallerypanel", False)
order = rx._x.client_state("galleryorder", "due")
crashed = rx._x.client_state("gallerycrashed", False)
shown_toasts = rx._x.client_state("gallerytoasts", NO_TOASTS)

TOASTS = [
    Toast(id="g1", text="Todo deleted", tone="neutral", action=Action("Undo", "gallery", {})),
    Toast(id="g2", text="Settings saved", tone="success", action=None),
    Toast(
        id="g3",
        text="Something went wrong. Reload the page. Incident 3f9a01bc.",
        tone="danger",
        action=None,
    ),
]


class _ThrowOnRender(rx.Component):
    library = rx.asset("throw_on_render.jsx", shared=True).importable_path
    tag = "ThrowOnRender"

    now: rx.Var[bool]


def surfaces() -> rx.Component:
    """All overlays."""
    return rx.fragment(
        gallery_section("Menus and popovers", side_by_side(_menu(), _choice_menu(), _popover())),
        gallery_section(
            "Dialogs and panels",
            side_by_side(
                button("Confirm", on_click=confirm_open.set_value(True), id="open-confirm"),
                button("Edit in a dialog", on_click=dialog_open.set_value(True), id="open-dialog"),
                button("Open the panel", on_click=panel_open.set_value(True), id="open-panel"),
                button("Show toasts", on_click=shown_toasts.set_value(TOASTS), id="open-toasts"),
                button("Crash the page", on_click=crashed.set_value(True), id="crash"),
                _ThrowOnRender.create(now=crashed.value),
            ),
        ),
        _dialogs(),
        _panel(),
        toast_host_for(shown_toasts.value),
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
                menu_choice(label, checked=order.value == value, on_click=order.set_value(value))
                for value, label in choices
            ),
        ),
        label="Sort",
    )


def _popover() -> rx.Component:
    return popover(
        button("Due", leading="calendar"),
        date_field("Due", id="g-pop-date"),
        side_by_side(button("Today", size="sm"), button("Tomorrow", size="sm")),
        label="Due date",
    )


def _dialogs() -> rx.Component:
    return rx.fragment(
        confirm_dialog(
            title="Delete 12 todos?",
            body="They are moved to the trash and deleted after 30 days.",
            open=confirm_open.value,
            on_close=confirm_open.set_value(False),
            on_confirm=confirm_open.set_value(False),
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
            open=dialog_open.value,
            on_close=dialog_open.set_value(False),
            keep=True,
            footer=(
                button("Cancel", on_click=dialog_open.set_value(False)),
                button("Create", variant="primary", on_click=dialog_open.set_value(False)),
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
                "garden", remove_label="Remove garden", on_remove=panel_open.set_value(True)
            ),
            class_name="row",
        ),
        textarea_field("Notes", id="g-panel-notes", rows=8),
        tags_field("Tags", id="g-panel-tags", name="tags", options=TAGS),
        title="Todo",
        open=panel_open.value,
        on_close=panel_open.set_value(False),
        bar=(icon_button("trash", "Delete"), icon_button("ellipsis", "More")),
        footer=(rx.el.span("Saved", class_name="small"),),
    )
