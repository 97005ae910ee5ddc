"""A list page: tools, the form that adds, the list, the panel, the selection bar, the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from umbra.items.state.list_kind import ListKind
from umbra.live.delivery import Subscription
from umbra.ui.button import button
from umbra.ui.states import empty_state


@dataclass(frozen=True, eq=False)
class ListPage:
    """What the parts of a kind's page need.

    `items` is the state of the list, a class that mixes in `Selecting`; `editor` that of the
    panel, with `Editing`. `article` and the kind's names make the words of the page. `sorts` has
    the sorts of the View menu with their labels; in the order `by_hand` rows are dragged.
    `sections` has the headings by section.
    """

    kind: ListKind[Any]
    items: type[Any]
    editor: type[Any]
    sorts: Mapping[str, str]
    article: str = "a"
    by_hand: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)

    @property
    def one(self) -> str:
        """The word for an item; ids of the page's controls begin with it."""
        return self.kind.kind.name

    @property
    def many(self) -> str:
        return self.kind.plural

    @property
    def selection_id(self) -> str:
        return f"{self.one}-selection"

    @property
    def is_by_hand(self) -> rx.Var[bool]:
        """Whether the list is in the order in which rows are dragged."""
        if not self.by_hand:
            return rx.Var.create(False)
        return self.items.filters["sort"] == self.by_hand


def subscriptions(pages: Sequence[ListPage]) -> dict[str, list[Subscription]]:
    """What the pages are told of, by kind: their items, a new day, other settings."""
    told: dict[str, list[Subscription]] = {"day": [], "settings": []}
    for page in pages:
        path, items = page.kind.path, page.items
        handlers = (items.changed, page.editor.changed)
        told[page.one] = [Subscription(handler, path) for handler in handlers]
        for turn in ("day", "settings"):
            told[turn].append(Subscription(items.day_changed, path))
    return told


RowOf = Callable[[rx.Var[str], rx.Var[Any], rx.Var[bool]], rx.Component]
"""A memoised row: of the item's id, its card, and whether rows can be dragged."""


def nothing_here(page: ListPage, nothing_yet: rx.Component) -> rx.Component:
    """Nothing fits the filters and the search or, without any, `nothing_yet`."""
    return rx.cond(
        page.items.filtered | (page.items.searching != ""),
        empty_state(
            "Nothing fits that",
            f"No {page.one} matches the filters and the search.",
            button("Show everything", on_click=page.items.show_everything),
            name="search",
        ),
        nothing_yet,
    )
