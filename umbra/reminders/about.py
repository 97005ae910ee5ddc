"""What a reminder is about: checks the item, whose kind is known by `use_kinds` alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Update, Uuid, bindparam, null, or_, select, update

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.database import Transaction
from umbra.items import reading
from umbra.items.filtering import EVERYTHING, matching
from umbra.items.kind import OWNER, Kind, whole, written
from umbra.reminders.kind import REMINDERS
from umbra.reminders.models import ABOUT
from umbra.reminders.rules import AboutKind

MOST_OF_A_KIND = 10

_kinds: dict[str, Kind[Any]] = {}


def use_kinds(kinds: Iterable[Kind[Any]]) -> None:
    """Sets the kinds that a reminder can be about. `umbra.kinds` calls this."""
    _kinds.clear()
    _kinds.update((kind.name, kind) for kind in kinds if kind.name in ABOUT)


@dataclass(frozen=True, slots=True)
class Found:
    """An item that a reminder can be about."""

    kind: AboutKind
    id: UUID
    title: str


async def find_items(tx: Transaction, actor: Actor, text: str) -> list[Found]:
    """Items whose words begin with those of `text`, at most `MOST_OF_A_KIND` of each kind.

    Without a text the first of each list; of events, whose list begins in the past, the last.
    """
    found: list[Found] = []
    for kind in _kinds.values():
        filtered = await matching(tx, kind, text) if text.strip() else EVERYTHING
        sort = next(iter(kind.orders))
        window = await reading.window(
            tx, actor, kind, filtered, sort, limit=MOST_OF_A_KIND, from_end=kind.name == "event"
        )
        name = cast(AboutKind, kind.name)
        found += [Found(name, row.id, getattr(row, kind.title.name)) for row in window.rows]
    return found


def href_of(kind: str, item_id: UUID) -> str:
    """The local URL that opens an item which a reminder is about."""
    return f"{_kinds[kind].path}?open={item_id}"


def icon_of(kind: str) -> str:
    """The name of the icon of a kind that reminders are about."""
    return _kinds[kind].icon


def columns_of_about(about: tuple[AboutKind, UUID] | None) -> dict[str, UUID | None]:
    """The columns of `ABOUT` for a reminder about this item, or about none."""
    columns: dict[str, UUID | None] = {column: None for column, _ in ABOUT.values()}
    if about is not None:
        columns[ABOUT[about[0]][0]] = about[1]
    return columns


async def check_about(
    tx: Transaction,
    actor: Actor,
    about: tuple[AboutKind, UUID] | None,
    reminder_id: UUID | None = None,
) -> None:
    """InvalidInput at `about` for an item that the owner does not have, or has in the trash.

    One in the trash may stay with the reminder `reminder_id` that is about it already, so that a
    reminder can be sent back as it was read.
    """
    if about is None:
        return
    kind, item_id = about
    values = {"owner": actor.owner_id, "about": item_id, "reminder": reminder_id}
    if await tx.first(_found(kind), values) is None:
        raise InvalidInput.at("about", f"Is not one of your {_kinds[kind].plural}.")


async def move_reminders(
    tx: Transaction, actor: Actor, of: tuple[AboutKind, UUID], to: tuple[AboutKind, UUID]
) -> None:
    """Makes the reminders about the item `of` reminders about `to`, also those in the trash."""
    statement = _move(of[0], to[0])
    values = {"owner": actor.owner_id, "about": of[1], "new": to[1], "at": tx.now}
    await tx.execute(statement, values)


@cache
def _move(of: AboutKind, to: AboutKind) -> Update:
    old, new = ABOUT[of][0], ABOUT[to][0]
    changes = {old: null(), new: bindparam("new", type_=Uuid()), **written(REMINDERS)}
    about = REMINDERS.c[old] == bindparam("about", type_=Uuid())
    return update(REMINDERS).where(REMINDERS.c.owner_id == OWNER, about).values(changes)


@cache
def _found(kind: AboutKind) -> Select[UUID]:
    table = _kinds[kind].table.c
    about = bindparam("about", type_=Uuid())
    column = REMINDERS.c[ABOUT[kind][0]]
    kept = (
        select(REMINDERS.c.id)
        .where(
            REMINDERS.c.owner_id == OWNER,
            REMINDERS.c.id == bindparam("reminder", type_=Uuid()),
            column == about,
        )
        .exists()
    )
    return select(table.id).where(
        table.owner_id == OWNER,
        table.id == about,
        or_(table.deleted_at.is_(None), kept),
        *whole(_kinds[kind]),
    )
