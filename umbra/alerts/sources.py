"""What alerts come from. `umbra.kinds` names the sources, so that this package knows no kind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from umbra.alerts.rules import AlertRecord
from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.kind import Kind


@dataclass(frozen=True, eq=False)
class Source:
    """A kind of items that alerts come from, and what it does with them.

    `column` is the one of `alerts` with the item's id. `wake` gets alerts of an owner that are
    locked and whose time has come, `planned` or `snoozed`, and leaves alone those of items that
    another transaction is changing; it waits for no lock. `dismiss` and `snooze` act on one
    alert, whose item they lock first; `dismiss_many` on several that are due or missed. `done`
    dismisses an alert because its item is done, which it completes; None for items that can't
    be done. `occurrences`: the item's page opens one of its occurrences, `at` its recurrence id.
    """

    kind: Kind[Any]
    column: str
    wake: Callable[[Transaction, UUID, Sequence[AlertRecord]], Awaitable[int]]
    dismiss: Callable[[Transaction, Actor, AlertRecord], Awaitable[None]]
    snooze: Callable[[Transaction, Actor, AlertRecord, datetime], Awaitable[None]]
    dismiss_many: Callable[[Transaction, Actor, Sequence[AlertRecord]], Awaitable[None]]
    done: Callable[[Transaction, Actor, AlertRecord], Awaitable[None]] | None = None
    occurrences: bool = False


_sources: list[Source] = []


def use_sources(sources: Iterable[Source]) -> None:
    """Sets the sources. Every process that writes items calls this."""
    _sources[:] = sources


def all_sources() -> tuple[Source, ...]:
    return tuple(_sources)


def source_of(alert: AlertRecord) -> Source:
    """The source of an alert: the one whose column is set."""
    return next(one for one in _sources if getattr(alert, one.column) is not None)


def source_of_kind(name: str) -> Source:
    """The source whose items are of this kind."""
    return next(one for one in _sources if one.kind.name == name)
