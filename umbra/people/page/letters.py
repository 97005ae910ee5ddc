"""The index of letters beside the list of people."""

from __future__ import annotations

import reflex as rx

from umbra.people.state import PersonList


class _LetterIndex(rx.Component):
    """A toolbar with a button for each letter: one tab stop, then arrow keys.

    `row` is the id of the row that the last choice led to, `turn` counts the choices: at a new
    one the row is scrolled to and gets the focus.
    """

    library = rx.asset("letters.jsx", shared=True).importable_path
    tag = "LetterIndex"

    letters: rx.Var[list[tuple[str, bool]]]
    row: rx.Var[str]
    turn: rx.Var[int]

    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def letter_index() -> rx.Component:
    """The index, while the whole list is shown in its order by name."""
    whole = ~PersonList.filtered & (PersonList.searching == "")
    by_name = PersonList.filters["sort"] == "name"
    return rx.cond(
        whole & by_name & (PersonList.layout.length() > 0),
        _LetterIndex.create(
            letters=PersonList.letters,
            row=PersonList.letter_row,
            turn=PersonList.letter_turn,
            on_choose=PersonList.go_to_letter,
        ),
    )
