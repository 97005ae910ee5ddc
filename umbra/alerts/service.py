"""The service of alerts: lists the ledger, dismisses and snoozes what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    tuple_,
)

from umbra.alerts.ledger import ALERTS, IDS, RECORD
from umbra.alerts.models import State
from umbra.alerts.rules import AlertRecord, AlertRow, SourceId
from umbra.alerts.sources import Source, all_sources, source_of
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound
from umbra.core.paging import Cursor, Window, keys_of, read_id, read_instant
from umbra.core.zones import instant_of
from umbra.database import Transaction
from umbra.items.kind import OWNER
from umbra.preferences.service import owner_time_zone
from umbra.recurrence.fields import beginning_of

__all__ = [
    "AlertFilter",
    "AlertRow",
    "cursor_of",
    "delete_old",
    "dismiss_alert",
    "get_alert",
    "list_window",
    "snooze_alert",
]

KEPT_FOR = timedelta(days=400)
"""How long a dismissed alert stays in the ledger."""

ORDER = "alerts"

_A = ALERTS.c


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """A filter: every part given must hold.

    `start` and `end` (exclusive) bound `run_at`: dates, instants, or local times in the
    account's zone. `fired` leaves out what is planned.
    """

    state: State | None = None
    start: date | datetime | None = None
    end: date | datetime | None = None
    fired: bool = False


async def list_window(
    tx: Transaction,
    actor: Actor,
    which: AlertFilter,
    *,
    after: Cursor | None = None,
    limit: int,
    latest_first: bool = False,
) -> Window[AlertRow]:
    """The alerts that fit `which`, by `run_at`; those of items in the trash are left out.

    With `latest_first` they begin with the latest, and `after` reads on to earlier ones.

    InvalidInput at `cursor`.
    """
    values: dict[str, Any] = {"owner": actor.owner_id, "limit": limit + 1}
    bounds = {"start": which.start, "end": which.end}
    if which.start is not None or which.end is not None:
        zone = (await owner_time_zone(tx, actor)).name
        for name, moment in bounds.items():
            if moment is not None:
                values[name] = beginning_of(moment, zone)
    if which.state is not None:
        values["state"] = which.state
    if after is not None:
        values |= _place(after)
    named = frozenset({*values, "fired"} if which.fired else values)
    found = await tx.all(_listed(all_sources(), named, latest_first), values)
    rows = [row_from(row) for row in found[:limit]]
    return Window(rows, has_before=after is not None, has_after=len(found) > limit)


async def get_alert(tx: Transaction, actor: Actor, alert_id: UUID) -> AlertRow:
    """The alert by that id. NotFound where the owner has none, or its item is in the trash."""
    return row_from(await _found(tx, actor, alert_id))


async def dismiss_alert(tx: Transaction, actor: Actor, alert_id: UUID) -> AlertRow:
    """Dismisses an alert; one that was dismissed before stays as it is. NotFound."""
    alert = await alert_record(tx, actor, alert_id)
    await source_of(alert).dismiss(tx, actor, alert)
    return await get_alert(tx, actor, alert_id)


async def snooze_alert(tx: Transaction, actor: Actor, alert_id: UUID, until: datetime) -> AlertRow:
    """Moves an alert to a later time; the time of its item stays.

    `until` is an instant, or a local time in the account's zone. InvalidInput at `until` for one
    that is past; NotFound; Conflict for an alert that was dismissed.
    """
    alert = await alert_record(tx, actor, alert_id)
    if until.tzinfo is None:
        until = instant_of(until, (await owner_time_zone(tx, actor)).name)
    later_than(until, tx.now)
    await source_of(alert).snooze(tx, actor, alert, until.astimezone(UTC))
    return await get_alert(tx, actor, alert_id)


def later_than(until: datetime, now: datetime) -> None:
    """InvalidInput at `until` for an instant that is not after `now`."""
    if until <= now:
        raise InvalidInput.at("until", "Is past. Choose a later time.")


async def delete_old(tx: Transaction, owner_id: UUID) -> None:
    """Deletes alerts that were dismissed long ago. Cleanup calls this."""
    old = delete(ALERTS).where(
        _A.owner_id == owner_id, _A.state == "dismissed", _A.run_at <= tx.now - KEPT_FOR
    )
    await tx.execute(old.where(_A.dismissed_at <= tx.now - KEPT_FOR))


def cursor_of(row: AlertRow) -> Cursor:
    """The place of `row` in the list."""
    return Cursor(ORDER, (row.run_at.isoformat(), str(row.id)))


async def alert_record(tx: Transaction, actor: Actor, alert_id: UUID) -> AlertRecord:
    """The alert as stored, for what is done to it. NotFound as in `get_alert`."""
    return record_from(await _found(tx, actor, alert_id))


def record_from(row: Sequence[Any]) -> AlertRecord:
    """The alert as stored, in a row of `alerts_with_title`."""
    return AlertRecord(*row[: len(RECORD)])


def row_from(row: Sequence[Any]) -> AlertRow:
    """The alert in a row of `alerts_with_title`."""
    alert = record_from(row)
    title, dismissed_at, channel = row[len(RECORD) :]
    source = source_of(alert)
    return AlertRow(
        id=alert.id,
        version=alert.version,
        source=SourceId(source.kind.name, getattr(alert, source.column)),
        title=title,
        run_at=alert.run_at,
        state=alert.state,
        snoozed_until=alert.snoozed_until,
        shown_at=alert.shown_at,
        dismissed_at=dismissed_at,
        channel=channel,
    )


async def _found(tx: Transaction, actor: Actor, alert_id: UUID) -> Sequence[Any]:
    values = {"owner": actor.owner_id, "ids": [alert_id]}
    row = await tx.first(_one(all_sources()), values)
    if row is None:
        raise NotFound
    return row


def _place(cursor: Cursor) -> dict[str, object]:
    at, alert_id = keys_of(cursor, ORDER, read_instant, read_id)
    return {"after": at, "after_id": alert_id}


@lru_cache(maxsize=64)
def _listed(
    sources: tuple[Source, ...], named: frozenset[str], latest_first: bool
) -> Select[*tuple[Any, ...]]:
    """The next alerts by the conditions that are `named`."""
    instant = DateTime(timezone=True)
    own = tuple_(_A.run_at, _A.id)
    place = tuple_(bindparam("after", type_=instant), bindparam("after_id", type_=Uuid()))
    order = (_A.run_at.desc(), _A.id.desc()) if latest_first else (_A.run_at, _A.id)
    conditions: dict[str, ColumnElement[bool]] = {
        "state": _A.state == bindparam("state", type_=Text()),
        "start": _A.run_at >= bindparam("start", type_=instant),
        "end": _A.run_at < bindparam("end", type_=instant),
        "after": own < place if latest_first else own > place,
        "fired": _A.state != "planned",
    }
    return (
        alerts_with_title(sources)
        .where(*(condition for name, condition in conditions.items() if name in named))
        .order_by(*order)
        .limit(bindparam("limit", type_=Integer()))
    )


@lru_cache(maxsize=8)
def _one(sources: tuple[Source, ...]) -> Select[*tuple[Any, ...]]:
    return alerts_with_title(sources).where(_A.id == IDS)


def alerts_with_title(sources: tuple[Source, ...]) -> Select[*tuple[Any, ...]]:
    """The owner's alerts of items that are not in the trash, with the title of each."""
    joined: Any = ALERTS
    for source in sources:
        table = source.kind.table
        joined = joined.outerjoin(
            table,
            and_(
                table.c.owner_id == _A.owner_id,
                table.c.id == _A[source.column],
                table.c.deleted_at.is_(None),
            ),
        )
    title = func.coalesce(*(source.kind.title for source in sources)).label("title")
    return (
        select(*RECORD, title, _A.dismissed_at, _A.channel)
        .select_from(joined)
        .where(
            _A.owner_id == OWNER,
            or_(*(source.kind.table.c.id.is_not(None) for source in sources)),
        )
    )
