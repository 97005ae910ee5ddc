"""The page of people: filters, bulk changes, the index of letters."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.items.page.frame import PageParts, list_frame
from umbra.items.page.toolbar import choice, choice_in_use
from umbra.people.page.letters import letter_index
from umbra.people.page.list_page import PERSON_PAGE
from umbra.people.page.panel import person_panel
from umbra.people.page.row import person_row
from umbra.people.state import PersonList
from umbra.people.state.view import PersonCard
from umbra.ui.button import button
from umbra.ui.states import empty_state

FAVOURITES = (("", "Everybody"), ("yes", "Favourites"))


class _Styles(rx.Fragment):
    """The styles of this page, which no other page loads."""

    def add_imports(self) -> dict[str, Any]:
        return {"": rx.asset("people.css", shared=True).importable_path}


def people_page() -> rx.Component:
    parts = PageParts(
        row=person_row,
        card=PersonCard,
        panel=rx.fragment(_Styles.create(), person_panel()),
        nothing_yet=empty_state(
            "No people yet",
            "Write down the first name; numbers, birthday and notes go into the panel.",
            name="user",
        ),
        filters=(
            choice(PERSON_PAGE, "favourite", "Favourites", FAVOURITES),
            choice_in_use(PERSON_PAGE, "tag"),
        ),
        bulk_actions=(
            button("Favourite", leading="star", size="sm", on_click=PersonList.star_selected(True)),
            button(
                "No favourite", variant="ghost", size="sm", on_click=PersonList.star_selected(False)
            ),
        ),
        beside=letter_index(),
    )
    return list_frame(PERSON_PAGE, parts, active="people")
