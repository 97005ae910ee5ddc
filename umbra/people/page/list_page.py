"""The page of people as the shared parts of a list page need it."""

from __future__ import annotations

from umbra.items.page.list_page import ListPage
from umbra.people.state import PersonEditor, PersonList
from umbra.people.state.list_kind import PERSON_LIST

PERSON_PAGE = ListPage(
    kind=PERSON_LIST,
    items=PersonList,
    editor=PersonEditor,
    sorts={
        "name": "Name, A to Z",
        "-name": "Name, Z to A",
        "-talked": "Talked last",
        "talked": "Talked longest ago",
        "-created": "Newest first",
    },
)
