"""What the list page of a kind needs beside the kind: its URL, cards, sections and service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.paging import Window
from umbra.database import Transaction
from umbra.items.kind import Changed, Kind, Row

Card = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class ListKind(Generic[Row]):
    """A kind as its list page shows it.

    `read_address` makes a frozen dataclass of a URL's query, with `sort`, `open` (the id of the
    item in the panel), `url()` and `filter(text, today)`. `card` is what a row shows on the given
    day, as plain values by name; `no_card` the same of an empty slot. `section` is the section of
    a row, with headings under the sort `headed_sort`. `stays` says whether a changed row stays
    where it is although its sort key changed. `columns` gives the values, by column, that undo
    may write back. `new` makes fields of what the add form sends on the given day under the
    address's filters. `labels` names the fields of the panel, `draft` gives their texts of a row,
    and `parsed` makes fields of the service from texts of the form.

    The rest are functions of the kind's service; `choices` reads the options of the filters.
    """

    kind: Kind[Row]
    path: str
    plural: str
    read_address: Callable[[Mapping[str, str]], Any]
    card: Callable[[Row, date], Card]
    no_card: Callable[[], Card]
    columns: Callable[[Row], dict[str, Any]]
    new: Callable[[Mapping[str, str], Any, date], dict[str, Any]]
    labels: Mapping[str, str]
    draft: Callable[[Row], dict[str, str]]
    parsed: Callable[[Mapping[str, str]], dict[str, Any]]
    window: Callable[..., Awaitable[Window[Row]]]
    by_ids: Callable[[Transaction, Actor, Sequence[UUID], Any], Awaitable[list[Row]]]
    create: Callable[[Transaction, Actor, dict[str, Any]], Awaitable[Row]]
    patch: Callable[[Transaction, Actor, UUID, dict[str, Any], int | None], Awaitable[Row]]
    bulk: Callable[
        [Transaction, Actor, Sequence[UUID], str, dict[str, Any] | None], Awaitable[list[Changed]]
    ]
    count: Callable[[Transaction, Actor, Any, date], Awaitable[dict[str, int]]]
    choices: Callable[[Transaction, Actor], Awaitable[dict[str, Sequence[str]]]]
    for_changes: Callable[[Any], Any] = lambda which: which
    section: Callable[[Row, date], str] = lambda _row, _today: ""
    headed_sort: str = ""
    stays: Callable[[Row, Row], bool] = lambda _before, _after: False


_kinds: dict[str, ListKind[Any]] = {}


def register(kind: ListKind[Row]) -> ListKind[Row]:
    """Makes the kind known by its name: states are pickled, and hold the name alone."""
    _kinds[kind.kind.name] = kind
    return kind


def list_kind(name: str) -> ListKind[Any]:
    """The registered list kind of that name. KeyError for an unknown one."""
    return _kinds[name]
