"""The alarms of events: of timed ones in their own zone, of all-day ones in the account's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, select

from umbra.alerts import alarms
from umbra.alerts.alarms import AlarmKind, Timing
from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.events.kind import EVENT, EVENTS
from umbra.events.rules import EventRecord
from umbra.events.whole import whole_of
from umbra.items.kind import OWNER, columns, present, row_from
from umbra.preferences.service import time_zone_of

_E = EVENTS.c
_IDS = any_(bindparam("ids", type_=ARRAY(Uuid())))


async def timings(tx: Transaction, owner_id: UUID, ids: Sequence[UUID]) -> Mapping[UUID, Timing]:
    """When these events and series are, without those in the trash."""
    which = {"owner": owner_id, "ids": list(ids)}
    records = [row_from(EVENT, row) for row in await tx.all(_these(), which)]
    overrides: defaultdict[UUID | None, list[EventRecord]] = defaultdict(list)
    if any(record.first_day is not None for record in records):
        for row in await tx.all(_overrides(), which):
            override = row_from(EVENT, row)
            overrides[override.series_id].append(override)
    zone = (await time_zone_of(tx, owner_id)).name
    wholes = [whole_of(record, overrides[record.id]) for record in records]
    return {whole.id: Timing(whole.full, zone) for whole in wholes}


EVENT_ALARMS = AlarmKind(EVENT, "event_id", timings, occurrences=True)


async def plan_alarms(tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> None:
    """Plans the alarms of these events anew."""
    await alarms.plan(tx, actor.owner_id, EVENT_ALARMS, ids)


@cache
def _these() -> Select[*tuple[Any, ...]]:
    return select(*columns(EVENT)).where(present(EVENT), _E.id == _IDS)


@cache
def _overrides() -> Select[*tuple[Any, ...]]:
    return select(*columns(EVENT)).where(_E.owner_id == OWNER, _E.series_id == _IDS)
