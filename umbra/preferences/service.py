"""Reads and changes an owner's settings, and computes the date in the owner's time zone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from umbra.accounts.credentials import profile
from umbra.core.actor import Actor
from umbra.core.clock import local_date
from umbra.core.errors import StaleVersion
from umbra.core.item import table_of
from umbra.core.moments import Now
from umbra.core.zones import is_known_zone
from umbra.database import AnyRow, Transaction
from umbra.preferences.models import Preferences
from umbra.preferences.rules import SettingsFields, SettingsRow, time_zones

__all__ = [
    "OwnerTimeZone",
    "SettingsFields",
    "SettingsRow",
    "after_time_zone",
    "get_settings",
    "now_of",
    "owner_time_zone",
    "patch_settings",
    "put_settings",
    "suggest_time_zone",
    "time_zones",
    "today",
]

SETTINGS = table_of(Preferences)

_C = SETTINGS.c
_COLUMNS = tuple(column for column in _C if column.name != "owner_id")
_OWN_SETTINGS = select(*_COLUMNS).where(_C.owner_id == bindparam("owner"))
_DEFAULTS = SettingsRow()
_OWN_TIME_ZONE = select(_C.time_zone, _C.time_zone_confirmed).where(
    _C.owner_id == bindparam("owner")
)


@dataclass(frozen=True, slots=True)
class OwnerTimeZone:
    """An owner's IANA time zone; a guess until the user has `confirmed` it."""

    name: str
    confirmed: bool


after_time_zone: list[Callable[[Transaction, Actor], Awaitable[None]]] = []
"""Called in the transaction that gives an account another time zone, after the change."""

_DEFAULT_TIME_ZONE = OwnerTimeZone(_DEFAULTS.time_zone, confirmed=False)


async def get_settings(tx: Transaction, actor: Actor) -> SettingsRow:
    """Returns the owner's settings, or the defaults if none are stored."""
    row = await tx.first(_OWN_SETTINGS, {"owner": actor.owner_id})
    return await _with_name(tx, actor, row)


async def put_settings(
    tx: Transaction, actor: Actor, fields: SettingsFields, version: int | None = None
) -> SettingsRow:
    """Replaces all settings.

    Raises StaleVersion if `version` is given and is not the current one (optimistic locking).
    """
    return await _change(tx, actor, fields.model_dump(), version)


async def patch_settings(
    tx: Transaction, actor: Actor, patch: SettingsFields, version: int | None = None
) -> SettingsRow:
    """Changes the settings that `patch` contains.

    Raises StaleVersion if `version` is given and is not the current one (optimistic locking).
    """
    named = patch.named()
    if named:
        return await _change(tx, actor, named, version)
    settings = await get_settings(tx, actor)
    if version is not None and settings.version != version:
        raise StaleVersion(settings.version)
    return settings


async def suggest_time_zone(tx: Transaction, actor: Actor, name: str) -> bool:
    """Stores a browser's time zone as a guess, unless the user has confirmed one.

    Returns whether it was stored. An unknown name is ignored.
    """
    if not is_known_zone(name):
        return False
    before = (await owner_time_zone(tx, actor)).name
    if await tx.first(_upsert(tx, actor, {"time_zone": name}, guessing=True)) is None:
        return False
    await _tell_of_time_zone(tx, actor, before, name)
    return True


async def owner_time_zone(tx: Transaction, actor: Actor) -> OwnerTimeZone:
    """Returns the owner's time zone.

    It is UTC, unconfirmed, if none is stored or this server does not know the stored one.
    """
    return await time_zone_of(tx, actor.owner_id)


async def time_zone_of(tx: Transaction, owner_id: UUID) -> OwnerTimeZone:
    """The same for the owner that the transaction is entered for, without an actor."""
    row = await tx.first(_OWN_TIME_ZONE, {"owner": owner_id})
    if row is None or not is_known_zone(row.time_zone):
        return _DEFAULT_TIME_ZONE
    return OwnerTimeZone(*row)


async def today(tx: Transaction, actor: Actor) -> date:
    """Returns today's date in the owner's time zone."""
    return local_date(tx.now, (await owner_time_zone(tx, actor)).name)


async def now_of(tx: Transaction, actor: Actor) -> Now:
    """Returns the transaction's instant together with the owner's time zone."""
    return Now(tx.now, (await owner_time_zone(tx, actor)).name)


async def _change(
    tx: Transaction, actor: Actor, changes: dict[str, Any], version: int | None
) -> SettingsRow:
    values = dict(changes)
    name = values.pop("display_name", None)
    before = None
    if "time_zone" in values:
        values["time_zone_confirmed"] = True
        before = (await owner_time_zone(tx, actor)).name
    row = await tx.first(_upsert(tx, actor, values, expected=version))
    if row is None:
        raise StaleVersion((await get_settings(tx, actor)).version)
    if row.version == 1 and version not in (None, 0):
        raise StaleVersion(0)
    if name is not None:
        await profile.set_display_name(tx, actor, name)
    if before is not None:
        await _tell_of_time_zone(tx, actor, before, values["time_zone"])
    return await _with_name(tx, actor, row)


async def _tell_of_time_zone(tx: Transaction, actor: Actor, before: str, after: str) -> None:
    if before != after:
        for follow in after_time_zone:
            await follow(tx, actor)


def _upsert(
    tx: Transaction,
    actor: Actor,
    values: dict[str, Any],
    *,
    expected: int | None = None,
    guessing: bool = False,
) -> ReturningInsert[*tuple[Any, ...]]:
    """An upsert of `values` into the owner's row: inserts it, with defaults, if it is missing.

    `expected` is the version that the row must have. With `guessing`, a time zone that the
    user has confirmed is left alone. Returns no row if nothing was written.
    """
    inserted = {**asdict(_DEFAULTS), **values, "version": 1, "updated_at": tx.now}
    del inserted["display_name"]
    statement = insert(SETTINGS).values(owner_id=actor.owner_id, **inserted)
    conditions = []
    if expected is not None:
        conditions.append(_C.version == expected)
    if guessing:
        conditions.append(_C.time_zone_confirmed.is_(False))
    return statement.on_conflict_do_update(
        index_elements=[_C.owner_id],
        set_={**values, "version": _C.version + 1, "updated_at": tx.now},
        where=and_(True, *conditions),
    ).returning(*_COLUMNS)


async def _with_name(tx: Transaction, actor: Actor, row: AnyRow | None) -> SettingsRow:
    name = await profile.display_name(tx, actor)
    if row is None:
        return replace(_DEFAULTS, display_name=name)
    values = dict(row._mapping)
    if not is_known_zone(values["time_zone"]):
        values |= {"time_zone": _DEFAULT_TIME_ZONE.name, "time_zone_confirmed": False}
    return SettingsRow(
        **values | {"display_name": name, "dashboard_cards": tuple(values["dashboard_cards"])}
    )
