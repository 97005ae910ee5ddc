"""The filters of the list: those in the URL, and the search text, which stays out of it."""

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
    """The filters of the list as the page shows them. Changing one navigates to its URL."""

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
        """Sets a filter by navigating to its URL. The same value again clears it."""
        if field not in Address.__slots__ or field == "open":
            return None
        current = getattr(self._address, field)
        chosen = "" if value == current and field not in {"sort", "done"} else value
        query = {name: str(getattr(self._address, name) or "") for name in Address.__slots__}
        return rx.redirect(Address.read({**query, field: chosen}).url())

    def _filter(self) -> TodoFilter:
        return self._address.filter(self.searching, self._today)

    def _filter_for_changes(self) -> TodoFilter:
        """The filter for live changes: a todo completed in another tab stays in the list."""
        return replace(self._filter(), completed=None) if self.done == "open" else self._filter()

    async def _fetch_choices(self, tx: Transaction, actor: Actor) -> None:
        """Reads the categories and tags that can be filtered by."""
        self.categories = _pairs(await service.categories(tx, actor))
        self.tags = _pairs(await tag_names(tx, actor))

    def _show_address(self, address: Address) -> None:
        self._address = address
        self.due, self.priority = address.due, address.priority or ""
        self.category, self.tag = address.category, address.tag
        self.done, self.sort = address.done, address.sort
        self.filtered = address.filtered

    def _new_fields(self, values: dict[str, str], today: date) -> dict[str, Any]:
        """The fields of a new todo on the day `today`, with the values the filters imply."""
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
    """Names as options of a select: value and label are the same."""
    return [(name, name) for name in names]
