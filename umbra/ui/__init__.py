"""The design system: the components that every page is built from, plain elements with classes.

The components are presentational: they take texts, flags, Vars and events, and call no service.
Colours, spaces, sizes and durations are design tokens in `assets/styles/tokens.css`, used through
classes only. State that only the page needs (what is open, which item has focus) is in small
scripts beside the Python files. There are no style attributes: the Content-Security-Policy blocks
them.
"""

from umbra.ui import asset_callers  # noqa: F401  (before the first `rx.asset`)
from umbra.ui.avatar import avatar, initials
from umbra.ui.awaited import awaited
from umbra.ui.background import ambient
from umbra.ui.button import button, icon_button, link_button
from umbra.ui.checkbox import checkbox
from umbra.ui.chip import chip, removable_chip
from umbra.ui.dates import date_field, date_input, time_field, time_input
from umbra.ui.dialog import confirm_dialog, dialog
from umbra.ui.errors import not_found
from umbra.ui.field import error_at, field, form_error
from umbra.ui.icon import IconName, icon
from umbra.ui.inputs import (
    password_input,
    search_input,
    select,
    select_field,
    text_field,
    text_input,
    textarea,
    textarea_field,
)
from umbra.ui.link import link
from umbra.ui.listing import listed, listing
from umbra.ui.logo import logo
from umbra.ui.menu import menu, menu_choice, menu_group, menu_item, menu_link, menu_separator
from umbra.ui.page_tabs import PageTab, page_tabs
from umbra.ui.pager import pager
from umbra.ui.panel import side_panel
from umbra.ui.popover import popover
from umbra.ui.section import page_part, section_header
from umbra.ui.segmented import Option, segmented
from umbra.ui.shortcuts import Shortcut, shortcut, shortcut_sheet
from umbra.ui.states import empty_state, error_state, loading, skeleton
from umbra.ui.switch import switch
from umbra.ui.tags import tags_field, tags_input
from umbra.ui.text import count, kbd, spinner, visually_hidden
from umbra.ui.theme import theme_sync
from umbra.ui.toasts import ToastState, toast, toast_host

__all__ = [
    "IconName",
    "Option",
    "PageTab",
    "Shortcut",
    "ToastState",
    "ambient",
    "avatar",
    "awaited",
    "button",
    "checkbox",
    "chip",
    "confirm_dialog",
    "count",
    "date_field",
    "date_input",
    "dialog",
    "empty_state",
    "error_at",
    "error_state",
    "field",
    "form_error",
    "icon",
    "icon_button",
    "initials",
    "kbd",
    "link",
    "link_button",
    "listed",
    "listing",
    "loading",
    "logo",
    "menu",
    "menu_choice",
    "menu_group",
    "menu_item",
    "menu_link",
    "menu_separator",
    "not_found",
    "page_part",
    "page_tabs",
    "pager",
    "password_input",
    "popover",
    "removable_chip",
    "search_input",
    "section_header",
    "segmented",
    "select",
    "select_field",
    "shortcut",
    "shortcut_sheet",
    "side_panel",
    "skeleton",
    "spinner",
    "switch",
    "tags_field",
    "tags_input",
    "text_field",
    "text_input",
    "textarea",
    "textarea_field",
    "theme_sync",
    "time_field",
    "time_input",
    "toast",
    "toast_host",
    "visually_hidden",
]
