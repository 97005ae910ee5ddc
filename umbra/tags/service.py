"""Tags of items of any kind: sets them, lists them with counts, deletes unused ones.

Each kind has a link table of its own. `use_links` is given all of them by `umbra.kinds`, so that
this module knows every link without knowing the kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Delete,
    Insert,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    delete,
    func,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningDelete

from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.core.item import table_of
from umbra.database import Transaction
from umbra.tags.models import Tag
from umbra.tags.rules import tag_key

TAGS = table_of(Tag)

_OWNER: ColumnElement[UUID] = bindparam("owner", type_=Uuid())
_ITEMS: ColumnElement[Any] = any_(bindparam("items", type_=ARRAY(Uuid())))
_DROPPED: ColumnElement[Any] = any_(bindparam("dropped", type_=ARRAY(Uuid())))
_KEYS: ColumnElement[Any] = any_(bindparam("keys", type_=ARRAY(Text())))


_NAMES = select(TAGS.c.name).where(TAGS.c.owner_id == _OWNER).order_by(TAGS.c.name_key)


@dataclass(frozen=True, slots=True)
class TagLink:
    """A kind's link table, its column that names the item, and the table of items."""

    table: Table
    item: str
    items: Table


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag and the number of its items, without those in the trash."""

    name: str
    count: int


_links: tuple[TagLink, ...] = ()


def use_links(links: Iterable[TagLink]) -> None:
    """Registers the link tables of all kinds. A tag without a link in any of them is deleted."""
    global _links
    _links = tuple(links)


def _known_links() -> tuple[TagLink, ...]:
    """The registered link tables. RuntimeError without any: every tag would count as unused."""
    if not _links:
        raise RuntimeError("The kinds are not registered: call umbra.kinds.register_kinds first.")
    return _links


async def list_tags(tx: Transaction, actor: Actor) -> list[TagCount]:
    """The owner's tags in use, by name."""
    rows = await tx.all(_counts(_known_links()), {"owner": actor.owner_id})
    return [TagCount(*row) for row in rows]


async def tag_names(tx: Transaction, actor: Actor) -> Sequence[str]:
    """The names of the owner's tags, in their order, without counts."""
    return (await tx.execute(_NAMES, {"owner": actor.owner_id})).scalars().all()


async def set_tags(
    tx: Transaction,
    actor: Actor,
    link: TagLink,
    items: Sequence[UUID],
    names: Sequence[str],
) -> None:
    """Sets the tags of each of the owner's `items` to exactly `names`; unknown items are skipped.

    An existing tag keeps its spelling. The caller holds `umbra.database.lock_ordering`.
    """
    keys = {tag_key(name): name for name in names}
    values = {"owner": actor.owner_id, "items": list(items), "keys": list(keys)}
    if keys:
        await tx.execute(insert(TAGS).values(_new(actor, keys)).on_conflict_do_nothing())
        await tx.execute(_link(link), values)
    dropped = (await tx.execute(_unlink(link), values)).scalars().all()
    if dropped:
        values = {"owner": actor.owner_id, "dropped": list(set(dropped))}
        await tx.execute(_drop_unused(_known_links()), values)


async def delete_unused(tx: Transaction, owner_id: UUID) -> None:
    """Deletes the owner's tags that no item has any more, not even one in the trash.

    The caller holds `umbra.database.lock_ordering`.
    """
    await tx.execute(_drop_all_unused(_known_links()), {"owner": owner_id})


def _new(actor: Actor, keys: dict[str, str]) -> list[dict[str, object]]:
    return [
        {"owner_id": actor.owner_id, "id": new_id(), "name": name, "name_key": key}
        for key, name in keys.items()
    ]


@lru_cache
def _counts(links: tuple[TagLink, ...]) -> Select[str, int]:
    uses = union_all(*(_live_uses(link) for link in links)).subquery("uses")
    return (
        select(TAGS.c.name, func.count())
        .join(uses, uses.c.tag_id == TAGS.c.id)
        .where(TAGS.c.owner_id == _OWNER)
        .group_by(TAGS.c.name, TAGS.c.name_key)
        .order_by(TAGS.c.name_key)
    )


def _live_uses(link: TagLink) -> Select[UUID]:
    links, items = link.table.c, link.items.c
    same = and_(items.owner_id == links.owner_id, items.id == links[link.item])
    return (
        select(links.tag_id)
        .join(link.items, same)
        .where(links.owner_id == _OWNER, items.deleted_at.is_(None))
    )


@lru_cache
def _link(link: TagLink) -> Insert:
    items = link.items.c
    wanted = and_(TAGS.c.owner_id == items.owner_id, TAGS.c.name_key == _KEYS)
    pairs = (
        select(items.owner_id, items.id, TAGS.c.id)
        .join_from(link.items, TAGS, wanted)
        .where(items.owner_id == _OWNER, items.id == _ITEMS)
    )
    columns = ["owner_id", link.item, "tag_id"]
    return insert(link.table).from_select(columns, pairs).on_conflict_do_nothing()


@lru_cache
def _unlink(link: TagLink) -> ReturningDelete[UUID]:
    wanted = select(TAGS.c.id).where(TAGS.c.owner_id == _OWNER, TAGS.c.name_key == _KEYS)
    links = link.table.c
    return (
        delete(link.table)
        .where(
            links.owner_id == _OWNER,
            links[link.item] == _ITEMS,
            links.tag_id.not_in(wanted),
        )
        .returning(links.tag_id)
    )


@lru_cache
def _drop_unused(links: tuple[TagLink, ...]) -> Delete:
    return _drop_all_unused(links).where(TAGS.c.id == _DROPPED)


@lru_cache
def _drop_all_unused(links: tuple[TagLink, ...]) -> Delete:
    unused = [
        ~select(link.table.c.tag_id)
        .where(link.table.c.owner_id == _OWNER, link.table.c.tag_id == TAGS.c.id)
        .exists()
        for link in links
    ]
    return delete(TAGS).where(TAGS.c.owner_id == _OWNER, *unused)
