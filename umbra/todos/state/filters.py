"""What narrows the list: the address's filters, and the words of the search beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import reflex as rx

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.tags.service import tag_names
from umbra.todos import service
from umbra.todos.service import TodoFilter
from umbra.todos.state.address import Address
from umbra.todos.state.rows import Rows


class Filters(Rows, mixin=True):
    """The filters as the page shows them, and the going from one address to another."""

    due: rx.Field[str] = rx.field("any")
    priority: rx.Field[str] = rx.field("")
    category: rx.Field[str] = rx.field("")
    tag: rx.Field[str] = rx.field("")
    done: rx.Field[str] = rx.field("open")
    sort: rx.Field[str] = rx.field("due")
    filtered: rx.Field[bool] = rx.field(False)
    searching: rx.Field[str] = rx.field("")
    categories: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    tags: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)

    _address: Address = Address()

    @rx.event
    async def narrow(self, field: str, value: str) -> Any:
        """Sets one filter, by going to the address that has it. The same value again clears it."""
        if field not in Address.__slots__ or field == "open":
            return None
        current = getattr(self._address, field)
        chosen = "" if value == current and field not in {"sort", "done"} else value
        query = {name: str(getattr(self._address, name) or "") for name in Address.__slots__}
        return rx.redirect(Address.read({**query, field: chosen}).url())

    def _filter(self) -> TodoFilter:
        return self._address.filter(self.searching, self._today)

    def _filter_for_changes(self) -> TodoFilter:
        """As the list's, but a todo ticked elsewhere is not taken from under one's eyes."""
        return replace(self._filter(), completed=None) if self.done == "open" else self._filter()

    async def _fetch_choices(self, tx: Transaction, actor: Actor) -> None:
        """The categories and tags one may choose from."""
        self.categories = _pairs(await service.categories(tx, actor))
        self.tags = _pairs(await tag_names(tx, actor))

    def _show_address(self, address: Address) -> None:
        self._address = address
        self.due, self.priority = address.due, address.priority or ""
        self.category, self.tag = address.category, address.tag
        self.done, self.sort = address.done, address.sort
        self.filtered = address.filtered

    def _new_fields(self, values: dict[str, str], today: date) -> dict[str, Any]:
        """What the add box sends on the day `today`, with what the filters imply."""
        fields: dict[str, Any] = {"title": values.get("title", "")}
        due = values.get("due_date") or ("" if self.due != "today" else today.isoformat())
        if due:
            fields["due_date"] = due
        if self.priority:
            fields["priority"] = self.priority
        if self.category:
            fields["category"] = self.category
        if self.tag:
            fields["tags"] = [self.tag]
        return fields


def _pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """Names as a select's options: value and words are the same."""
    return [(name, name) for name in names]
