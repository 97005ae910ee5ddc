"""The todo page as the shared parts of a list page need it."""

from __future__ import annotations

from umbra.items.page.list_page import ListPage
from umbra.todos.state import TodoEditor, TodoList
from umbra.todos.state.list_kind import TODO_LIST

TODO_PAGE = ListPage(
    kind=TODO_LIST,
    items=TodoList,
    editor=TodoEditor,
    sorts={
        "due": "By day, then by hand",
        "priority": "Most urgent first",
        "title": "Title, A to Z",
        "-title": "Title, Z to A",
        "-created": "Newest first",
        "created": "Oldest first",
    },
    by_hand="due",
    sections={
        "overdue": "Overdue",
        "today": "Today",
        "upcoming": "Upcoming",
        "someday": "Someday",
        "paused": "Paused",
        "done": "Done",
    },
)
