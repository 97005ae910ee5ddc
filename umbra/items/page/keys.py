"""The keyboard shortcuts of list pages: for the focused row, the selection and the page."""

from __future__ import annotations

from collections.abc import Mapping

import reflex as rx

from umbra.items.page.list_page import ListPage
from umbra.ui.shortcuts import Shortcut, register, shortcut

_PAGE = "List page"
ADD = register("c", "Add", _PAGE)
SEARCH = register("/", "Search", _PAGE)
UNDO = register("z", "Undo the last change", _PAGE)

_LIST = "In the list"
_MOVING = (
    register("j", "Next", _LIST),
    register("k", "Previous", _LIST),
    register("Home", "First", _LIST),
    register("End", "Last", _LIST),
)
_BY_HAND = (
    register("Alt+↑", "Move up", _LIST),
    register("Alt+↓", "Move down", _LIST),
)
EDIT = register("e", "Edit", _LIST)
SELECT = register("x", "Select", _LIST)
DELETE = register("#", "Delete, or delete the selected", _LIST)
_ACTING = {
    register("Enter", "Open", _LIST): "[data-act=open]",
    EDIT: "[data-act=open]",
    SELECT: "[data-act=select]",
    DELETE: "[data-act=delete]",
}
TICK = register("Space", "Tick, or untick", _LIST)
"""For the kinds whose rows begin with a tick."""
MOVE = register("m", "Move …", _LIST)
"""For what is dragged: a dialog that moves it without dragging."""
_SELECTION = (
    register(".", "To the bar of the selection", _LIST),
    register("Escape", "Select none", _LIST),
)

_ROW_KEYS = {known.keys: act for known, act in _ACTING.items()} | {"Delete": "[data-act=delete]"}


def row_keys(own: Mapping[Shortcut, str]) -> dict[str, str]:
    """Keys of the list, with the selector of what they click in the focused row.

    `own` are the kind's further shortcuts with their selectors; they may name another element for
    a key of every list.
    """
    return _ROW_KEYS | {known.keys.replace("Space", " "): act for known, act in own.items()}


def page_keys(page: ListPage, own: Mapping[Shortcut, str]) -> rx.Component:
    """The shortcuts of the page, and those of the list for the sheet of all shortcuts."""
    by_hand = _BY_HAND if page.by_hand else ()
    in_list = dict.fromkeys((*_MOVING, *by_hand, *own, *_ACTING, *_SELECTION))
    return rx.fragment(
        shortcut(ADD, target=f"{page.one}-add"),
        shortcut(SEARCH, target=f"{page.one}-search"),
        shortcut(UNDO, on_press=page.items.undo),
        *(shortcut(known) for known in in_list),
    )
