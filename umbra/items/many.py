"""The same change to many items of a kind, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import cast, select, update
from sqlalchemy.dialects.postgresql import TSVECTOR

from umbra.core.actor import Actor
from umbra.core.errors import FieldError, InvalidInput, NotFound
from umbra.core.fields import Patch
from umbra.database import Transaction, lock_ordering
from umbra.items.following import delete_what_follows, restore_what_follows
from umbra.items.kind import (
    AT,
    OWNER,
    Changed,
    Kind,
    horizon,
    restorable,
    text_by_id,
    these,
    with_text_keys,
    words_from,
    written,
)
from umbra.tags.service import set_tags

MOST_IN_BULK = 500


async def change_many(
    tx: Transaction,
    actor: Actor,
    kind: Kind[Any],
    ids: Sequence[UUID],
    values: Mapping[str, Any],
    *,
    tags: Sequence[str] | None = None,
    in_trash: bool = False,
) -> list[Changed]:
    """Sets `values` by column, and exactly `tags` unless None, on all of `ids` or on none.

    NotFound if one of them is not there; with `in_trash`, if one is not in the trash or was
    deleted too long ago. InvalidInput at `ids` for none or more than 500.
    """
    wanted = list(dict.fromkeys(ids))
    if not 1 <= len(wanted) <= MOST_IN_BULK:
        raise InvalidInput.at("ids", f"Name 1 to {MOST_IN_BULK} of them; these are {len(wanted)}.")
    await lock_ordering(tx, actor)
    if tags is not None and kind.tags is not None:
        await set_tags(tx, actor, kind.tags, wanted, tags)
    table = kind.table.c
    there = restorable(kind) if in_trash else table.deleted_at.is_(None)
    statement = (
        update(kind.table)
        .where(these(kind), there)
        .values(**with_text_keys(kind, values), **written(kind.table))
        .returning(table.id, table.version)
    )
    parameters: dict[str, Any] = {"owner": actor.owner_id, "ids": wanted, "at": tx.now}
    if in_trash:
        parameters["horizon"] = horizon(tx.now)
    rows = await tx.all(statement, parameters)
    if len(rows) != len(wanted):
        raise NotFound("Not all of these are there, so nothing was changed.")
    if "deleted_at" in values:
        follow = restore_what_follows if in_trash else delete_what_follows
        await follow(tx, actor, kind, wanted)
    if any(name in values for name in kind.searched):
        await _index_words(tx, actor, kind, wanted)
    return [Changed(row.id, row.version) for row in rows]


def trash_values(action: str) -> dict[str, Any] | None:
    """The values by column of the actions "delete" and "restore"; None for another."""
    return {"delete": {"deleted_at": AT}, "restore": {"deleted_at": None}}.get(action)


def patch_of_many(action: str, patch: Patch | None) -> dict[str, Any]:
    """The changes of a bulk request by field: a patch goes with the action "patch" alone.

    InvalidInput at `fields`, or at a field of it, for what does not fit together.
    """
    named = _named(patch) if patch else {}
    if (action == "patch") is not bool(named):
        words = "Name what to change." if action == "patch" else "Goes with the action patch alone."
        raise InvalidInput.at("fields", words)
    return named


async def _index_words(tx: Transaction, actor: Actor, kind: Kind[Any], ids: Sequence[UUID]) -> None:
    """Makes the search words of items anew from the texts they have now."""
    table = kind.table.c
    texts = select(table.id, *(table[name] for name in kind.searched)).where(these(kind))
    rows = await tx.all(texts, {"owner": actor.owner_id, "ids": list(ids)})
    new = text_by_id()
    statement = (
        update(kind.table)
        .where(table.owner_id == OWNER, table.id == new.c.id)
        .values(words=cast(new.c.text, TSVECTOR))
    )
    words = [words_from(kind, row._asdict()) for row in rows]
    values = {"owner": actor.owner_id, "ids": [row.id for row in rows], "texts": words}
    await tx.execute(statement, values)


def _named(patch: Patch) -> dict[str, Any]:
    try:
        return patch.named()
    except InvalidInput as refused:
        raise InvalidInput(
            FieldError(f"fields.{error.field}", error.message) for error in refused.errors
        ) from None
