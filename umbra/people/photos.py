"""Photos of people: stored by their hash, so that a merge and its undo name them only."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.dialects.postgresql import insert

from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.core.item import table_of
from umbra.database import Transaction
from umbra.items import writing
from umbra.items.kind import OWNER, this_one
from umbra.people.images import Photo
from umbra.people.kind import PEOPLE, PERSON
from umbra.people.models import PersonPhoto
from umbra.people.rules import PersonRow

PHOTOS = table_of(PersonPhoto)
_S, _P = PHOTOS.c, PEOPLE.c

Size = Literal["large", "medium", "small"]

LARGEST_PHOTO = 5 * 1024 * 1024
"""Bytes of a file that is uploaded."""


async def read_photo(
    tx: Transaction, actor: Actor, person_id: UUID, size: Size
) -> tuple[str, bytes]:
    """The hash of a person's photo, and the JPEG in that size. NotFound without one."""
    found = await tx.first(_photo(size), {"owner": actor.owner_id, "item": person_id})
    if found is None:
        raise NotFound("There is no photo of this person.")
    return found.hash, bytes(found.image)


async def set_photo(
    tx: Transaction, actor: Actor, person_id: UUID, photo: Photo, version: int | None = None
) -> PersonRow:
    """Gives a person a photo in place of the one they have, which goes unless others have it.

    NotFound; StaleVersion when `version` is given and they have another by now.
    """
    values = {
        "owner_id": actor.owner_id,
        "hash": photo.hash,
        "large": photo.large,
        "medium": photo.medium,
        "small": photo.small,
        "created_at": tx.now,
    }
    await tx.execute(insert(PHOTOS).on_conflict_do_nothing(), values)
    return await writing.change(tx, actor, PERSON, person_id, {"photo": photo.hash}, version)


async def delete_photo(
    tx: Transaction, actor: Actor, person_id: UUID, version: int | None = None
) -> None:
    """Deletes a person's photo for good.

    NotFound, also without one; StaleVersion when `version` is given and they have another by now.
    """
    only = (_P.photo.is_not(None),)
    await writing.change(tx, actor, PERSON, person_id, {"photo": None}, version, only=only)


@cache
def _photo(size: Size) -> Select[*tuple[Any, ...]]:
    same: ColumnElement[bool] = and_(_S.owner_id == OWNER, _S.hash == _P.photo)
    image = _S[size].label("image")
    return select(_S.hash, image).select_from(PEOPLE).join(PHOTOS, same).where(this_one(PERSON))
