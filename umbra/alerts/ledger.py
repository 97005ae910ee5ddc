"""The ledger: writes what becomes of alerts. Callers have locked the source's item.

An alert's row of `due` follows it by a trigger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Delete,
    Select,
    Update,
    Uuid,
    any_,
    bindparam,
    case,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from umbra.alerts.models import IN_APP, Alert
from umbra.alerts.rules import OPEN_STATES, AlertRecord, Firing, planned, state_of
from umbra.core.ids import new_id
from umbra.core.item import table_of
from umbra.database import Transaction
from umbra.items.kind import AT, OWNER

ALERTS = table_of(Alert)
_A = ALERTS.c

IDS: ColumnElement[Any] = any_(bindparam("ids", type_=ARRAY(Uuid())))

RECORD = (
    _A.id,
    _A.version,
    _A.reminder_id,
    _A.alarm_id,
    _A.todo_id,
    _A.event_id,
    _A.task_id,
    _A.person_id,
    _A.occurrence,
    _A.run_at,
    _A.state,
    _A.snoozed_until,
    _A.shown_at,
    _A.wakes_at,
)
"""The columns of an `AlertRecord`."""

_STATE = ("state", "wakes_at", "snoozed_until", "dismissed_at", "shown_at")


async def plan(
    tx: Transaction,
    owner_id: UUID,
    column: str,
    firings: Sequence[Firing],
    sources: Sequence[UUID] | None = None,
) -> None:
    """Stores these as the only planned alerts of their sources; past ones are missed.

    Those of `sources`, if they are named, have no other planned alerts either.
    """
    replaced = [one.source for one in firings] if sources is None else sources
    await unplan(tx, owner_id, column, replaced)
    await record(tx, owner_id, column, [(one, planned(one, tx.now)) for one in firings])


async def record(
    tx: Transaction,
    owner_id: UUID,
    column: str,
    firings: Sequence[tuple[Firing, dict[str, Any]]],
) -> None:
    """Gives the alerts of these occurrences their state, and creates those that are missing."""
    if not firings:
        return
    rows = [
        {
            "owner_id": owner_id,
            "id": new_id(),
            "version": 1,
            "created_at": tx.now,
            "updated_at": tx.now,
            column: firing.source,
            "occurrence": firing.occurrence,
            "run_at": firing.run_at,
            "channel": IN_APP,
            "shown_at": None,
            **state,
            **(dict([firing.item]) if firing.item else {}),
        }
        for firing, state in firings
    ]
    await tx.execute(_record(column), rows)


async def unplan(tx: Transaction, owner_id: UUID, column: str, sources: Sequence[UUID]) -> None:
    """Deletes the planned alerts of these sources."""
    if sources:
        await tx.execute(_unplan(column), {"owner": owner_id, "ids": list(sources)})


async def close(tx: Transaction, owner_id: UUID, column: str, sources: Sequence[UUID]) -> None:
    """Dismisses the open alerts of these sources."""
    values = {"owner": owner_id, "ids": list(sources), "at": tx.now}
    await tx.execute(_close(column), values)


async def change(
    tx: Transaction, owner_id: UUID, changes: Sequence[tuple[UUID, dict[str, Any]]]
) -> None:
    """Sets columns of alerts by id: one statement for all that get the same values."""
    alike: defaultdict[tuple[tuple[str, Any], ...], list[UUID]] = defaultdict(list)
    for alert_id, values in changes:
        alike[tuple(values.items())].append(alert_id)
    for values, ids in alike.items():
        parameters = {f"new_{name}": value for name, value in values}
        which = {"owner": owner_id, "ids": ids, "at": tx.now}
        await tx.execute(_change(tuple(name for name, _ in values)), which | parameters)


async def dismiss(tx: Transaction, owner_id: UUID, alert: AlertRecord) -> None:
    """Dismisses one alert by itself."""
    await change(tx, owner_id, [(alert.id, state_of("dismissed", tx.now))])


async def locked(tx: Transaction, owner_id: UUID, alert_id: UUID) -> AlertRecord | None:
    """The alert, locked until the transaction ends; None if it is not there."""
    found = await tx.first(_lock_one(), {"owner": owner_id, "ids": [alert_id]})
    return None if found is None else AlertRecord(*found)


async def known(
    tx: Transaction, owner_id: UUID, column: str, sources: Sequence[UUID]
) -> set[tuple[UUID, datetime]]:
    """The source and occurrence of each alert of these sources that is not planned."""
    found = await tx.all(_known(column), {"owner": owner_id, "ids": list(sources)})
    return {(row[0], row[1]) for row in found}


@cache
def _record(column: str) -> Any:
    statement = insert(ALERTS)
    new = statement.excluded
    changes: dict[str, Any] = {name: new[name] for name in (*_STATE, "run_at", "updated_at")}
    changes["shown_at"] = case((new.state == "dismissed", _A.shown_at), else_=new.shown_at)
    return statement.on_conflict_do_update(
        index_elements=[_A.owner_id, _A[column], _A.occurrence],
        set_={**changes, "version": _A.version + 1},
    )


@cache
def _unplan(column: str) -> Delete:
    return delete(ALERTS).where(_A.owner_id == OWNER, _A[column] == IDS, _A.state == "planned")


@cache
def _close(column: str) -> Update:
    return (
        update(ALERTS)
        .where(_A.owner_id == OWNER, _A[column] == IDS, _A.state.in_(OPEN_STATES))
        .values(
            state="dismissed",
            dismissed_at=AT,
            snoozed_until=None,
            wakes_at=None,
            version=_A.version + 1,
            updated_at=AT,
        )
    )


@cache
def _change(names: tuple[str, ...]) -> Update:
    values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=_A[name].type) for name in names}
    return (
        update(ALERTS)
        .where(_A.owner_id == OWNER, _A.id == IDS)
        .values({**values, "version": _A.version + 1, "updated_at": AT})
    )


@cache
def _lock_one() -> Select[*tuple[Any, ...]]:
    return select(*RECORD).where(_A.owner_id == OWNER, _A.id == IDS).with_for_update()


@cache
def _known(column: str) -> Select[*tuple[Any, ...]]:
    return select(_A[column], _A.occurrence).where(
        _A.owner_id == OWNER, _A[column] == IDS, _A.state != "planned"
    )
