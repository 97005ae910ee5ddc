"""An owner's settings: read, replaced, changed; and what day it is where the owner lives."""

from __future__ import annotations

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
from umbra.database import AnyRow, Transaction
from umbra.preferences.models import Preferences
from umbra.preferences.rules import SettingsFields, SettingsRow, is_known_zone, time_zones

__all__ = [
    "OwnZone",
    "SettingsFields",
    "SettingsRow",
    "get_settings",
    "now_of",
    "own_zone",
    "patch_settings",
    "put_settings",
    "suggest_time_zone",
    "time_zones",
    "today",
]

SETTINGS = table_of(Preferences)

_C = SETTINGS.c
_COLUMNS = tuple(column for column in _C if column.name != "owner_id")
_OWN = select(*_COLUMNS).where(_C.owner_id == bindparam("owner"))
_DEFAULTS = SettingsRow()
_ZONE = select(_C.time_zone, _C.time_zone_confirmed).where(_C.owner_id == bindparam("owner"))


@dataclass(frozen=True, slots=True)
class OwnZone:
    """An owner's IANA time zone; a guess until the person has `confirmed` it."""

    name: str
    confirmed: bool


_NO_ZONE = OwnZone(_DEFAULTS.time_zone, confirmed=False)


async def get_settings(tx: Transaction, actor: Actor) -> SettingsRow:
    """The owner's settings, the defaults where nothing was chosen yet."""
    row = await tx.first(_OWN, {"owner": actor.owner_id})
    return await _with_name(tx, actor, row)


async def put_settings(
    tx: Transaction, actor: Actor, fields: SettingsFields, version: int | None = None
) -> SettingsRow:
    """All settings anew. StaleVersion when `version` is given and there is another by now."""
    return await _change(tx, actor, fields.model_dump(), version)


async def patch_settings(
    tx: Transaction, actor: Actor, patch: SettingsFields, version: int | None = None
) -> SettingsRow:
    """Changes the settings `patch` names.

    StaleVersion when `version` is given and there is another by now.
    """
    named = patch.named()
    if named:
        return await _change(tx, actor, named, version)
    settings = await get_settings(tx, actor)
    if version is not None and settings.version != version:
        raise StaleVersion(settings.version)
    return settings


async def suggest_time_zone(tx: Transaction, actor: Actor, name: str) -> bool:
    """Takes a browser's zone for the owner's until the person chooses one; tells whether it did.

    An unknown name is no suggestion.
    """
    if not is_known_zone(name):
        return False
    return await tx.first(_upsert(tx, actor, {"time_zone": name}, guessing=True)) is not None


async def own_zone(tx: Transaction, actor: Actor) -> OwnZone:
    """The time zone the owner lives in. One that is kept and not known here counts as none."""
    return await zone_of(tx, actor.owner_id)


async def zone_of(tx: Transaction, owner_id: UUID) -> OwnZone:
    """The same for the owner the transaction is entered for, where nobody acts."""
    row = await tx.first(_ZONE, {"owner": owner_id})
    if row is None or not is_known_zone(row.time_zone):
        return _NO_ZONE
    return OwnZone(*row)


async def today(tx: Transaction, actor: Actor) -> date:
    """The calendar day it is in the owner's time zone."""
    return local_date(tx.now, (await own_zone(tx, actor)).name)


async def now_of(tx: Transaction, actor: Actor) -> Now:
    """The present moment as the owner says it."""
    return Now(tx.now, (await own_zone(tx, actor)).name)


async def _change(
    tx: Transaction, actor: Actor, named: dict[str, Any], version: int | None
) -> SettingsRow:
    values = dict(named)
    name = values.pop("display_name", None)
    if "time_zone" in values:
        values["time_zone_confirmed"] = True
    row = await tx.first(_upsert(tx, actor, values, expected=version))
    if row is None:
        raise StaleVersion((await get_settings(tx, actor)).version)
    if row.version == 1 and version not in (None, 0):
        raise StaleVersion(0)
    if name is not None:
        await profile.set_display_name(tx, actor, name)
    return await _with_name(tx, actor, row)


def _upsert(
    tx: Transaction,
    actor: Actor,
    values: dict[str, Any],
    *,
    expected: int | None = None,
    guessing: bool = False,
) -> ReturningInsert[*tuple[Any, ...]]:
    """Sets `values` in the owner's row, which may not be there yet."""
    first = {**asdict(_DEFAULTS), **values, "version": 1, "updated_at": tx.now}
    del first["display_name"]
    statement = insert(SETTINGS).values(owner_id=actor.owner_id, **first)
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
        values |= {"time_zone": _NO_ZONE.name, "time_zone_confirmed": False}
    return SettingsRow(
        **values | {"display_name": name, "dashboard_cards": tuple(values["dashboard_cards"])}
    )
