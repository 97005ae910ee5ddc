"""What the list page of a kind needs beside the kind: its URL, cards, sections and service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypedDict
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.clock import local_date
from umbra.core.fields import Body, Patch
from umbra.core.local_url import local_url
from umbra.core.paging import Window
from umbra.database import Transaction
from umbra.items.kind import Changed, ItemRow, Kind, Row
from umbra.items.state.address import read_address

Card = Mapping[str, Any]

Revert = Callable[
    [Transaction, Actor, UUID, Mapping[str, Any], int, Sequence[str] | None], Awaitable[Row]
]
"""Writes values by column, and tags unless None, back to an item of that id and version."""


class Printed(TypedDict):
    """A row on paper: a mark in front (empty, or a ballot box), the title and its details."""

    mark: str
    title: str
    details: str


class ItemCard(TypedDict):
    """What every row shows, as plain values. `refused` counts refusals, which reset a row."""

    id: str
    version: int
    refused: int
    selected: bool


def plain_card(row: ItemRow) -> ItemCard:
    """What every row shows of `row`, as the list shows it at first."""
    return {"id": str(row.id), "version": row.version, "refused": 0, "selected": False}


@dataclass(frozen=True, eq=False)
class ListKind(Generic[Row]):
    """A kind as its list page shows it.

    `address` is a frozen dataclass of the URL's query with `sort` and `open`, the id of the item
    in the panel, and `filter` makes the service's filter of it, of the search text and of the
    day. `card` is what a row shows on the given day, a TypedDict `shows` that extends `ItemCard`;
    `printed` is the row on paper. `labels` names the fields of the panel,
    `draft` gives their texts of a row, and `parsed` makes fields of the service from texts.
    `new` makes fields of what the add form sends on the given day under the address's filters.

    `fields` and `changes` are what the service takes to create and to patch; the functions are
    the service's; `count` counts the items by section. `revert` writes former values back for
    undo, where that is more than a write of the item's own row; `beside` names fields of the row
    that are in other tables, and that it writes back as well. `in_use` names the columns whose
    values are options of filters. `no_filters` names the fields of the address that are none,
    beside `sort` and `open`: they stay when all filters are cleared.

    `present` is what of an instant (aware) and the account's time zone the functions of the list
    get as the day; by default the day alone.
    `section` is the section of a row, with headings under the sort `headed_sort`. `stays` says
    whether a changed row stays where it is although its sort key changed. `for_changes` is the
    filter of live changes: an item may stay that the list's filter leaves out.
    """

    kind: Kind[Row]
    address: type[Any]
    filter: Callable[[Any, str, Any], Any]
    shows: type[Any]
    card: Callable[[Row, Any], Card]
    printed: Callable[[Row, Any], Printed]
    labels: Mapping[str, str]
    draft: Callable[[Row], dict[str, str]]
    parsed: Callable[[Mapping[str, str]], dict[str, Any]]
    new: Callable[[Mapping[str, str], Any, Any], dict[str, Any]]
    fields: type[Body]
    changes: type[Patch]
    window: Callable[..., Awaitable[Window[Row]]]
    by_ids: Callable[[Transaction, Actor, Sequence[UUID], Any], Awaitable[list[Row]]]
    create: Callable[[Transaction, Actor, Any], Awaitable[Row]]
    patch: Callable[[Transaction, Actor, UUID, Any, int | None], Awaitable[Row]]
    bulk: Callable[[Transaction, Actor, Sequence[UUID], Any, Any | None], Awaitable[list[Changed]]]
    count: Callable[[Transaction, Actor, Any, Any], Awaitable[dict[str, int]]]
    revert: Revert[Row] | None = None
    beside: tuple[str, ...] = ()
    in_use: tuple[str, ...] = ()
    no_filters: tuple[str, ...] = ()
    present: Callable[[datetime, str], Any] = local_date
    section: Callable[[Row, Any], str] = lambda _row, _today: ""
    headed_sort: str = ""
    stays: Callable[[Row, Row], bool] = lambda _before, _after: False
    for_changes: Callable[[Any], Any] = lambda which: which

    @property
    def path(self) -> str:
        return self.kind.path

    @property
    def plural(self) -> str:
        return self.kind.plural

    def read_address(self, query: Mapping[str, str]) -> Any:
        """The filters, order and open panel in the URL's query."""
        return read_address(self.address, query)

    def url(self, address: Any) -> str:
        """The local URL of `address`, with only what differs from the default."""
        return local_url(self.path, address)


_kinds: dict[str, ListKind[Any]] = {}


def register(kind: ListKind[Row]) -> ListKind[Row]:
    """Makes the kind known by its name: states are pickled, and hold the name alone."""
    _kinds[kind.kind.name] = kind
    return kind


def list_kind(name: str) -> ListKind[Any]:
    """The registered list kind of that name. KeyError for an unknown one."""
    return _kinds[name]
