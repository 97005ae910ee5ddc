"""A board: columns of cards that are dragged by mouse, touch and keyboard."""

from __future__ import annotations

from typing import Any, TypedDict

import reflex as rx

from umbra.ui.kinds import Flag, Number, On, OnValue, Text, Tone
from umbra.ui.local import row_list as _row_list  # noqa: F401  its keys are the board's too
from umbra.ui.local import tick as _tick  # noqa: F401  shown by the cards

_LIBRARY = rx.asset("board.jsx", shared=True).importable_path
for _part in (
    "board.css",
    "board_card.jsx",
    "board_column.jsx",
    "board_dom.js",
    "board_keys.js",
    "board_order.js",
    "board_words.js",
):
    rx.asset(_part, shared=True)
_DND = ["@dnd-kit/core@6.3.1"]


class Mark(TypedDict):
    """A detail of a card: an icon (or none), its text, and words before it for screen readers.

    `tone` is a `Tone`, "tag", or empty.
    """

    icon: str
    text: str
    label: str
    tone: str


def mark(text: str, *, icon: str = "", label: str = "", tone: Tone | str = "") -> Mark:
    return {"icon": icon, "text": text, "label": label, "tone": tone}


class BoardCard(TypedDict):
    """A card. `version` grows with each change, `refused` with each refused tick of it.

    `subtasks` is the number of its sub-tasks, which the list layout can show.
    """

    id: str
    version: int
    refused: int
    selected: bool
    title: str
    done: bool
    priority: str
    subtasks: int
    marks: list[Mark]


class BoardColumn(TypedDict):
    """A column: the numbers of its cards in `cards`, and whether there are more at its ends.

    `more` is the label of the button that is below the last card while there are more than those
    of the window; empty for none.
    """

    name: str
    slots: list[int]
    before: bool
    after: bool
    more: str


class ColumnWords(TypedDict):
    """The heading of a column, what it says while it is empty, and whether its cards are done."""

    title: str
    empty: str
    done: bool


def _one(value: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (value,)


def _move(
    card: rx.Var[str], column: rx.Var[str], neighbour: rx.Var[str], side: rx.Var[str]
) -> tuple[rx.Var[str], rx.Var[str], rx.Var[str], rx.Var[str]]:
    return (card, column, neighbour, side)


def _flag(card: rx.Var[str], value: rx.Var[bool]) -> tuple[rx.Var[str], rx.Var[bool]]:
    return (card, value)


def _reach(column: rx.Var[str], end: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return (column, end)


class _Board(rx.Component):
    library = _LIBRARY
    tag = "Board"
    lib_dependencies: list[str] = _DND

    columns: rx.Var[list[Any]]
    words: rx.Var[dict[str, Any]]
    counts: rx.Var[dict[str, int]]
    cards: rx.Var[list[Any]]
    subs: rx.Var[dict[str, Any]]
    layout: rx.Var[str]
    sorted: rx.Var[bool]
    refused: rx.Var[int]
    selection: rx.Var[str]
    selecting: rx.Var[bool]
    label: rx.Var[str]
    on_move: rx.EventHandler[_move]
    on_open: rx.EventHandler[_one]
    on_select: rx.EventHandler[_one]
    on_delete: rx.EventHandler[_one]
    on_move_menu: rx.EventHandler[_one]
    on_toggle: rx.EventHandler[_flag]
    on_expand: rx.EventHandler[_flag]
    on_reach: rx.EventHandler[_reach]
    on_more: rx.EventHandler[_one]


def board(
    *feet: rx.Component,
    columns: rx.Var[Any],
    words: dict[str, ColumnWords],
    counts: rx.Var[Any],
    cards: rx.Var[Any],
    subs: rx.Var[Any],
    layout: Text,
    sorted: Flag,
    refused: Number,
    selection: str,
    selecting: Flag,
    label: Text,
    on_move: OnValue,
    on_open: OnValue,
    on_select: OnValue,
    on_delete: OnValue,
    on_move_menu: OnValue,
    on_toggle: OnValue,
    on_expand: OnValue,
    on_reach: OnValue,
    on_more: On | OnValue,
) -> rx.Component:
    """The board, as high as its parent in the layout "board"; "list" shows its columns as sections.

    `columns` has a `BoardColumn` each, `cards` the `BoardCard` of each slot (of unused ones any
    value); both should be made of state vars of their own, so that a change sends what it changed.
    `words` has a column's `ColumnWords` by its name, `counts` the number of all its cards, `feet` a
    component at the foot of each. `subs` are the sub-tasks, cards too, of the expanded cards.
    Columns of what is done, and all of a `sorted` board, have an order of their own: a card is
    put into them, but not to a place in them.

    `on_move(card, column, neighbour, side)`: a card was dropped on the side "before" or "after" of
    a neighbour; both are empty in a column that is empty or sorted. Cards stay where they were
    dropped (an optimistic update) until the answer gives the card a higher `version`; the counter
    `refused` puts them back. While one is lifted, what changes elsewhere waits.
    `on_toggle(card, done)`, `on_expand(card, is_open)`, `on_open`, `on_select`, `on_delete` and
    `on_move_menu(card)`. `on_reach(column, end)`: an end of the window ("before", "after") is near,
    or the "first" or "last" card is asked for. `on_more(column)`: its button was clicked.

    Mouse: drag by any part of a card. Touch: hold a card for 200 ms, so that swipes scroll.
    Keyboard, one tab stop: arrow keys, j and k move the focus, Home and End go to the ends of the
    column; Space lifts, arrow keys move, Space drops, Escape cancels, and Alt with an arrow key
    moves at once. Enter and e open, x selects, m opens the menu of moves, # and Delete delete.
    Where a lifted card is, is said in a live region: card, column, position of total.
    """
    return _Board.create(
        *feet,
        columns=columns,
        words=rx.Var.create(words),
        counts=counts,
        cards=cards,
        subs=subs,
        layout=layout,
        sorted=sorted,
        refused=refused,
        selection=selection,
        selecting=selecting,
        label=label,
        on_move=on_move,
        on_open=on_open,
        on_select=on_select,
        on_delete=on_delete,
        on_move_menu=on_move_menu,
        on_toggle=on_toggle,
        on_expand=on_expand,
        on_reach=on_reach,
        on_more=on_more,
    )
