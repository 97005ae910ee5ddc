"""Writes one item: creates, changes, deletes (into the trash), restores. Each is one statement.

Optimistic locking: a write given a version touches the item only while it has that version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    bindparam,
    cast,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from umbra.core.actor import Actor
from umbra.core.errors import NotFound, StaleVersion, UmbraError
from umbra.core.ids import new_id
from umbra.database import Transaction, lock_ordering
from umbra.items import reading
from umbra.items.following import delete_what_follows, restore_what_follows
from umbra.items.kind import (
    AT,
    ITEM,
    OWNER,
    Kind,
    Row,
    as_expected,
    columns,
    columns_of_new,
    horizon,
    restorable,
    row_from,
    this_one,
    with_text_keys,
    words_from,
    written,
)
from umbra.tags.rules import tag_key
from umbra.tags.service import set_tags


async def create(
    tx: Transaction,
    actor: Actor,
    kind: Kind[Row],
    values: Mapping[str, Any],
    tags: Sequence[str] = (),
) -> Row:
    """Creates an item with `values` by column, and `tags`."""
    if tags:
        await lock_ordering(tx, actor)
    stored = {
        "owner_id": actor.owner_id,
        "id": new_id(),
        "version": 1,
        "created_at": tx.now,
        "updated_at": tx.now,
        **with_text_keys(kind, values),
    }
    if kind.searched:
        stored["words"] = words_from(kind, values)
    parameters = {f"new_{name}": value for name, value in stored.items()}
    found = await tx.first(_insert(kind, tuple(stored)), {"owner": actor.owner_id, **parameters})
    assert found is not None
    return await _tagged(tx, actor, kind, row_from(kind, found), tags)


async def change(  # noqa: PLR0913  (a change has this many parts)
    tx: Transaction,
    actor: Actor,
    kind: Kind[Row],
    item_id: UUID,
    values: Mapping[str, Any],
    version: int | None = None,
    *,
    tags: Sequence[str] | None = None,
    only: Sequence[ColumnElement[bool]] = (),
    otherwise: UmbraError | None = None,
    has_parts: bool = False,
) -> Row:
    """Sets `values` by column, and exactly `tags` unless None; returns the item.

    Without any value the version stays, unless `has_parts`: the caller then writes what is in
    other tables.

    NotFound; StaleVersion when `version` is given and the item has another by now; raises
    `otherwise` where the item exists but does not meet the conditions `only`.
    """
    if tags is not None:
        await lock_ordering(tx, actor)
    if not values and not has_parts:
        row = await _unchanged(tx, actor, kind, item_id, version)
        if tags is None or _same_tags(row, tags):
            return row
    searched = await _searched_values(tx, actor, kind, item_id, values)
    changes = {**with_text_keys(kind, values), **searched}
    computed = {name: one for name, one in changes.items() if isinstance(one, ColumnElement)}
    plain = {f"new_{name}": one for name, one in changes.items() if name not in computed}
    statement = _change(kind, tuple(changes), tuple(computed.items()), tuple(only))
    found = await tx.first(statement, _which(tx, actor, item_id, version) | plain)
    if found is None:
        raise await _refusal(tx, actor, kind, item_id, version, otherwise)
    row = row_from(kind, found)
    return row if tags is None else await _tagged(tx, actor, kind, row, tags)


async def delete(
    tx: Transaction, actor: Actor, kind: Kind[Any], item_id: UUID, version: int | None = None
) -> None:
    """Puts the item into the trash.

    NotFound; StaleVersion when `version` is given and the item has another by now.
    """
    if await tx.first(_delete(kind), _which(tx, actor, item_id, version)) is None:
        raise await _refusal(tx, actor, kind, item_id, version)
    await delete_what_follows(tx, actor, kind, [item_id])


async def restore(tx: Transaction, actor: Actor, kind: Kind[Row], item_id: UUID) -> Row:
    """Restores the item from the trash, where it was.

    NotFound where it is not in the trash, or was deleted too long ago.
    """
    values = {"owner": actor.owner_id, "item": item_id, "at": tx.now, "horizon": horizon(tx.now)}
    found = await tx.first(_restore(kind), values)
    if found is None:
        raise NotFound
    await restore_what_follows(tx, actor, kind, [item_id])
    return row_from(kind, found)


def _which(tx: Transaction, actor: Actor, item_id: UUID, version: int | None) -> dict[str, Any]:
    return {"owner": actor.owner_id, "item": item_id, "expected": version, "at": tx.now}


@lru_cache(maxsize=256)
def _insert(kind: Kind[Any], names: tuple[str, ...]) -> ReturningInsert[Any]:
    return insert(kind.table).values(_parameters(kind, names)).returning(*columns_of_new(kind))


def _parameters(kind: Kind[Any], names: Sequence[str]) -> dict[str, Any]:
    """For each of these columns the parameter `new_` and its name."""
    values: dict[str, Any] = {
        name: bindparam(f"new_{name}", type_=kind.table.c[name].type) for name in names
    }
    if "words" in values:
        values["words"] = cast(bindparam("new_words"), TSVECTOR)
    return values


@lru_cache(maxsize=256)
def _change(
    kind: Kind[Any],
    names: tuple[str, ...],
    computed: tuple[tuple[str, ColumnElement[Any]], ...],
    only: tuple[ColumnElement[bool], ...],
) -> ReturningUpdate[Any]:
    """Sets the columns `names`, some to `computed` expressions; kept by what it is made of.

    Building such a statement takes longer than running it, so callers pass expressions and
    conditions that they keep.
    """
    changes = {**_parameters(kind, names), **dict(computed), **written(kind.table)}
    return _update(kind, *only).values(**changes).returning(*columns(kind))


def _update(kind: Kind[Any], *only: ColumnElement[bool]) -> Update:
    return update(kind.table).where(this_one(kind), as_expected(kind), *only)


@cache
def _delete(kind: Kind[Any]) -> ReturningUpdate[Any]:
    changes = {"deleted_at": AT, **written(kind.table)}
    return _update(kind).values(**changes).returning(kind.table.c.version)


@cache
def _restore(kind: Kind[Any]) -> ReturningUpdate[Any]:
    table = kind.table.c
    return (
        update(kind.table)
        .where(table.owner_id == OWNER, table.id == ITEM, restorable(kind))
        .values(deleted_at=None, **written(kind.table))
        .returning(*columns(kind))
    )


async def _searched_values(
    tx: Transaction, actor: Actor, kind: Kind[Any], item_id: UUID, values: Mapping[str, Any]
) -> dict[str, Any]:
    """The search words of the item once `values` are set; empty where they stay.

    The texts that stay are read with a row lock: of two writes at once the second reads what
    the first wrote.
    """
    if not any(name in values for name in kind.searched):
        return {}
    texts = {name: values[name] for name in kind.searched if name in values}
    if len(texts) < len(kind.searched):
        which = {"owner": actor.owner_id, "item": item_id}
        found = await tx.first(_texts(kind).with_for_update(), which)
        if found is None:
            return {}
        texts = dict(found._mapping) | texts
    return {"words": words_from(kind, texts)}


@cache
def _texts(kind: Kind[Any]) -> Select[*tuple[Any, ...]]:
    return select(*(kind.table.c[name] for name in kind.searched)).where(this_one(kind))


async def _tagged(
    tx: Transaction, actor: Actor, kind: Kind[Row], row: Row, names: Sequence[str]
) -> Row:
    """`row` with exactly the tags `names`."""
    if kind.tags is None or _same_tags(row, names):
        return row
    await set_tags(tx, actor, kind.tags, [row.id], names)
    return await reading.get(tx, actor, kind, row.id)


def _same_tags(row: Any, names: Sequence[str]) -> bool:
    return {tag_key(name) for name in names} == {tag_key(name) for name in row.tags}


async def _unchanged(
    tx: Transaction, actor: Actor, kind: Kind[Row], item_id: UUID, version: int | None
) -> Row:
    row = await reading.get(tx, actor, kind, item_id)
    if version is not None and row.version != version:
        raise StaleVersion(row.version)
    return row


@cache
def _version(kind: Kind[Any]) -> Select[*tuple[Any, ...]]:
    return select(kind.table.c.version).where(this_one(kind))


async def _refusal(
    tx: Transaction,
    actor: Actor,
    kind: Kind[Any],
    item_id: UUID,
    version: int | None,
    otherwise: UmbraError | None = None,
) -> UmbraError:
    """Why a write touched nothing."""
    current = await tx.scalar(_version(kind), {"owner": actor.owner_id, "item": item_id})
    if current is None:
        return NotFound()
    if version is not None and current != version:
        return StaleVersion(current)
    return otherwise or NotFound()
