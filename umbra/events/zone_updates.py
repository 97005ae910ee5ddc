"""Derives the UTC times of events again after a release of tzdata changed their zones.

The table `zone_rules` has the hash of each zone's rules that the stored times were derived with.
At start the zones whose hash differs are looked up, their rows computed again and those that
differ written, a few hundred in a transaction. The hashes are stored last, so that an interrupted
run is repeated. Wall-clock times stay, and so do versions: nothing was changed by a user.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Date,
    Select,
    Text,
    Update,
    Uuid,
    any_,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from umbra.core.item import table_of
from umbra.core.zones import rules_hash, zone_names
from umbra.database import Transaction, set_owner, transaction
from umbra.events.kind import EVENT, EVENTS
from umbra.events.models import LOCAL, ZoneRules
from umbra.events.rules import EventRecord
from umbra.events.whole import columns_of_times, last_day_of, series_of, times_of
from umbra.items.kind import OWNER, columns, row_from

STEP = 500
"""Rows that are computed in one transaction."""

_E = EVENTS.c
_RULES = table_of(ZoneRules)
_KNOWN = select(_RULES.c.name, _RULES.c.hash)
_TRY_LOCK = select(func.pg_try_advisory_xact_lock(func.hashtextextended("umbra.zones", 0)))

of_each_owner: list[Callable[[Transaction, UUID, Sequence[str]], Awaitable[None]]] = []
"""Derives again what other packages store of an owner, after the zones named have changed."""

_log = logging.getLogger(__name__)


async def update_at_start() -> None:
    """`update_zones`; what fails is logged, and tried again at the next start."""
    try:
        await update_zones()
    except Exception as error:  # old UTC times of some zones must not keep the server from starting
        _log.warning("Times of changed zones could not be updated (%s).", type(error).__name__)


async def update_zones() -> int:
    """Derives the times of all changed zones again; returns the number of rows that differed.

    Does nothing while another process does it.
    """
    current = {name: rules_hash(name) for name in zone_names()}
    async with transaction() as tx:
        if not await tx.scalar(_TRY_LOCK):
            return 0
        known = {row.name: row.hash for row in await tx.all(_KNOWN)}
        owners = (await tx.execute(_owners())).scalars().all() if known else ()
    changed = [name for name in known if name in current and known[name] != current[name]]
    written = 0
    if changed:
        for owner_id in owners:
            written += await _update_owner(owner_id, changed)
            async with transaction() as tx:
                await set_owner(tx.connection, owner_id)
                for derive in of_each_owner:
                    await derive(tx, owner_id, changed)
    if current.items() - known.items():
        async with transaction() as tx:
            rows = [{"name": name, "hash": found} for name, found in current.items()]
            await tx.execute(_upsert(), rows)
    return written


async def _update_owner(owner_id: UUID, zones: Sequence[str]) -> int:
    written, last = 0, UUID(int=0)
    while True:
        async with transaction() as tx:
            if not await tx.scalar(_TRY_LOCK):
                return written
            await set_owner(tx.connection, owner_id)
            which = {"owner": owner_id, "zones": list(zones), "last": last}
            rows = await tx.all(_of_zones(), which)
            records = [row_from(EVENT, row[:-2]) for row in rows]
            stored = {row.id: row[-2:] for row in rows}
            written += await _write(tx, owner_id, records, stored)
        if len(records) < STEP:
            return written
        last = records[-1].id


async def _write(
    tx: Transaction, owner_id: UUID, records: Sequence[EventRecord], stored: dict[UUID, Any]
) -> int:
    """Writes the derived columns of those records where they differ from the `stored` ones."""
    new: list[tuple[Any, ...]] = []
    for record in records:
        keys = columns_of_times(times_of(record))
        last_day = None if record.first_day is None else last_day_of(series_of(record))
        derived = (keys["start_key"], keys["end_key"], last_day)
        if derived != (record.start_key, *stored[record.id]):
            new.append((record.id, *derived))
    if new:
        ids, starts, ends, days = map(list, zip(*new, strict=True))
        values = {"ids": ids, "starts": starts, "ends": ends, "days": days}
        await tx.execute(_derive(), {"owner": owner_id, **values})
    return len(new)


@cache
def _owners() -> Select[UUID]:
    """All owners; their table is known by the foreign key alone."""
    keys = (key.column for key in _E.owner_id.foreign_keys)
    return select(next(column for column in keys if column.name == "id"))


@cache
def _of_zones() -> Select[*tuple[Any, ...]]:
    """The next rows of an owner in some zones, those in the trash too, with end key and last day.

    `field_names` of the kind come first, in their order.
    """
    return (
        select(*columns(EVENT), _E.end_key, _E.last_day)
        .where(
            _E.owner_id == OWNER,
            _E.time_zone == any_(bindparam("zones", type_=ARRAY(Text()))),
            _E.id > bindparam("last", type_=Uuid()),
        )
        .order_by(_E.id)
        .limit(STEP)
        .with_for_update(of=EVENTS)
    )


@cache
def _derive() -> Update:
    names = ("ids", "starts", "ends", "days")
    types = (Uuid(), LOCAL, LOCAL, Date())
    arrays = [bindparam(name, type_=ARRAY(one)) for name, one in zip(names, types, strict=True)]
    new = func.unnest(*arrays).table_valued("id", "start", "end", "day").render_derived()
    return (
        update(EVENTS)
        .where(_E.owner_id == OWNER, _E.id == new.c.id)
        .values(start_key=new.c.start, end_key=new.c.end, last_day=new.c.day)
    )


@cache
def _upsert() -> Any:
    statement = insert(_RULES)
    return statement.on_conflict_do_update(
        index_elements=[_RULES.c.name], set_={"hash": statement.excluded.hash}
    )
