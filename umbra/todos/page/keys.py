"""The keyboard shortcuts of the todo page: for the focused row and for the page."""

from __future__ import annotations

import reflex as rx

from umbra.todos.state import TodoList
from umbra.ui.shortcuts import register, shortcut

SEARCH_ID = "todo-search"
ADD_ID = "todo-add"

_PAGE = "Todos"
_ADD = register("c", "Add a todo", _PAGE)
_SEARCH = register("/", "Search", _PAGE)
_UNDO = register("z", "Undo the last deletion", _PAGE)

_LIST = "In the list"
_MOVING = (
    register("j", "Next todo", _LIST),
    register("k", "Previous todo", _LIST),
    register("Home", "First todo", _LIST),
    register("End", "Last todo", _LIST),
    register("Alt+↑", "Move up", _LIST),
    register("Alt+↓", "Move down", _LIST),
)
_ACTING = {
    register("Space", "Done, or not", _LIST): "[data-act=tick]",
    register("Enter", "Open", _LIST): "[data-act=open]",
    register("e", "Edit", _LIST): "[data-act=open]",
    register("x", "Select", _LIST): "[data-act=select]",
    register("#", "Delete", _LIST): "[data-act=delete]",
}

ROW_KEYS = {known.keys.replace("Space", " "): selector for known, selector in _ACTING.items()} | {
    "Delete": "[data-act=delete]"
}
"""Keys of the list, with the selector of what they click in the focused row."""


def page_keys() -> rx.Component:
    """The shortcuts of the page, and those of the list for the sheet of all shortcuts."""
    return rx.fragment(
        shortcut(_ADD, target=ADD_ID),
        shortcut(_SEARCH, target=SEARCH_ID),
        shortcut(_UNDO, on_press=TodoList.undo),
        *(shortcut(known) for known in (*_MOVING, *_ACTING)),
    )
