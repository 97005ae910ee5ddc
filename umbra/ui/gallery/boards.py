"""The board, and the same cards as a list."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.gallery.parts import gallery_section
from umbra.ui.local.board import BoardCard, BoardColumn, ColumnWords, Mark, mark

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2
WORDS: dict[str, ColumnWords] = {
    "todo": {"title": "To do", "empty": "Nothing to do", "done": False},
    "doing": {"title": "Doing", "empty": "Nothing is being done", "done": False},
    "done": {"title": "Done", "empty": "Nothing is done yet", "done": True},
}


class _BoardDemo(rx.Component):
    library = rx.asset("board_demo.jsx", shared=True).importable_path
    tag = "BoardDemo"
    lib_dependencies: list[str] = ["@dnd-kit/core@6.3.1"]

    columns: rx.Var[list[Any]]
    cards: rx.Var[list[Any]]
    subs: rx.Var[list[Any]]
    words: rx.Var[dict[str, Any]]
    layout: rx.Var[str]
    sorted: rx.Var[bool]
    selection: rx.Var[str]
    selecting: rx.Var[bool]
    label: rx.Var[str]


def boards() -> rx.Component:
    return gallery_section(
        "Board",
        rx.el.div(
            _BoardDemo.create(
                columns=rx.Var.create(_columns()),
                cards=rx.Var.create([_card(number) for number in range(20)]),
                subs=rx.Var.create([_card(30), _card(31)]),
                words=rx.Var.create(WORDS),
                layout="board",
                sorted=False,
                selection="",
                selecting=False,
                label="Board of the gallery",
            ),
            class_name="gallery__board",
        ),
    )


def _columns() -> list[BoardColumn]:
    cards = {"todo": range(17), "doing": range(17, 20), "done": ()}
    return [
        {"name": name, "slots": list(slots), "before": False, "after": False, "more": ""}
        for name, slots in cards.items()
    ]


def _card(number: int) -> BoardCard:
    marks: dict[int, list[Mark]] = {
        1: [
            mark("3 days ago", icon="circle-alert", label="Overdue", tone="danger"),
            mark("2/5", icon="todos", label="Sub-tasks"),
            mark("garden", tone="tag"),
            mark("a tag with quite a long name", tone="tag"),
        ],
        2: [mark("Today", icon="calendar", label="Due", tone="accent")],
    }
    return {
        "id": f"card-{number}",
        "version": 1,
        "refused": 0,
        "selected": False,
        "title": LONG if number == 3 else f"Card {number}",
        "done": False,
        "priority": {1: "high", 2: "medium", 4: "low"}.get(number, ""),
        "subtasks": 2 if number == 1 else 0,
        "marks": marks.get(number, []),
    }
