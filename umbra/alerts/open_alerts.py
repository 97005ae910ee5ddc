"""What open tabs show: alerts that fired and were not dismissed; and what tabs do to them.

Every act goes by the alert's id. The first of two acts at the same moment wins, the second finds
what the first left: a dismissed alert can't be snoozed (Conflict), and dismissing it again
changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Update,
    bindparam,
    case,
    literal_column,
    or_,
    select,
    update,
)

from umbra.alerts.alarms import ALARMS
from umbra.alerts.ledger import ALERTS
from umbra.alerts.models import IN_APP, State
from umbra.alerts.rules import AlertRow
from umbra.alerts.service import alert_record, alerts_with_title, get_alert, record_from, row_from
from umbra.alerts.snoozing import snooze_until
from umbra.alerts.sources import Source, all_sources, source_of, source_of_kind
from umbra.core.actor import Actor
from umbra.core.errors import Conflict
from umbra.database import Transaction
from umbra.items.kind import AT, OWNER
from umbra.preferences.service import owner_time_zone

MOST = 100
"""Open alerts that are read of each state: a tab counts no further."""

MOST_AT_ONCE = 500
"""Alerts that are marked as shown, or dismissed, in one transaction."""

REMINDERS_PAGE = "/reminders"
"""The page of all reminders, also of those that were dismissed."""

_A = ALERTS.c
_DUE: ColumnElement[str] = literal_column("'due'")
_MISSED: ColumnElement[str] = literal_column("'missed'")
"""As literals, because the index of open alerts is partial: with a parameter it is not used."""

_FIRED: ColumnElement[bool] = _A.state.in_((_DUE, _MISSED))
_INSTANT = DateTime(timezone=True)


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An open alert, and where its item is: the path of its page, with what opens it there.

    `can_be_done`: the item can be completed, or is a reminder.
    """

    row: AlertRow
    href: str
    can_be_done: bool


async def open_alerts(tx: Transaction, actor: Actor, state: State) -> list[OpenAlert]:
    """The latest open alerts of a state, at most `MOST`; those of items in the trash are left out.

    Snoozed ones come by the end of their snooze, the earliest first.
    """
    values = {"owner": actor.owner_id, "limit": MOST}
    found = await tx.all(_open(all_sources(), state), values)
    return [_open_alert(row_from(row[:-1]), row[-1]) for row in found]


async def mark_shown(tx: Transaction, actor: Actor, until: datetime, channel: str = IN_APP) -> int:
    """Notes that a channel showed what fired until an instant; returns the number of alerts.

    The first one wins. A due alert that was shown stays due. At most `MOST_AT_ONCE` are marked,
    and none that another transaction is changing: the tab is told of those again.
    """
    values = {"owner": actor.owner_id, "until": until, "at": tx.now, "limit": MOST_AT_ONCE}
    return (await tx.execute(_mark_shown(), {**values, "way": channel})).rowcount


async def hold_due(tx: Transaction, actor: Actor) -> bool:
    """Whether an alert is open, due or missed, shown before or not; what is due stays due.

    For a locked session, which shows that there is one and not what it is. An open tab of another
    session may have shown it, but not the tabs of the locked one.
    """
    await tx.execute(_hold(), {"owner": actor.owner_id})
    return await tx.first(_waiting(all_sources()), {"owner": actor.owner_id}) is not None


async def finish_alert(tx: Transaction, actor: Actor, alert_id: UUID) -> AlertRow:
    """Completes the todo that an alert is of, or dismisses the reminder's occurrence.

    What was done before stays as it is. NotFound; Conflict for an item that can't be done.
    """
    alert = await alert_record(tx, actor, alert_id)
    done = source_of(alert).done
    if done is None:
        raise Conflict("Can't be completed. Dismiss it instead.")
    await done(tx, actor, alert)
    return await get_alert(tx, actor, alert_id)


async def dismiss_all(tx: Transaction, actor: Actor, until: datetime) -> int:
    """Dismisses what is due or missed and fired until an instant; returns the number of alerts.

    At most `MOST` twice, the latest; what fires meanwhile stays.
    """
    values = {"owner": actor.owner_id, "until": until, "limit": 2 * MOST}
    rows = await tx.all(_fired_until(all_sources()), values)
    found = [record_from(row) for row in rows]
    for source in all_sources():
        of_source = [one for one in found if source_of(one) is source]
        if of_source:
            await source.dismiss_many(tx, actor, of_source)
    return len(found)


async def named_instant(tx: Transaction, actor: Actor, name: str) -> datetime:
    """The instant (UTC) of a snooze of `umbra.alerts.snoozing`, in the account's zone.

    InvalidInput at `until`.
    """
    return snooze_until(name, tx.now, (await owner_time_zone(tx, actor)).name)


def _open_alert(row: AlertRow, occurrence: datetime | None) -> OpenAlert:
    source = source_of_kind(row.source.kind)
    href = f"{source.kind.path or REMINDERS_PAGE}?open={row.source.id}"
    if occurrence is not None and source.occurrences:
        href += f"&date={occurrence:%Y-%m-%d}&at={occurrence:%Y-%m-%dT%H:%M:%S}"
    return OpenAlert(row, href, source.done is not None)


@lru_cache(maxsize=8)
def _open(sources: tuple[Source, ...], state: State) -> Select[*tuple[Any, ...]]:
    """Alerts of a state with the occurrence that an alarm is of, if it is of one."""
    relative = or_(ALARMS.c.spec.has_key("before"), ALARMS.c.spec.has_key("days_before"))
    occurrence = (
        select(case((relative, _A.occurrence)))
        .where(ALARMS.c.owner_id == _A.owner_id, ALARMS.c.id == _A.alarm_id)
        .correlate(ALERTS)
        .scalar_subquery()
    )
    latest_first = (_A.run_at.desc(), _A.id.desc())
    order = (_A.snoozed_until, _A.id) if state == "snoozed" else latest_first
    return (
        alerts_with_title(sources)
        .add_columns(occurrence)
        .where(_A.state == literal_column(f"'{state}'"))
        .order_by(*order)
        .limit(bindparam("limit", type_=Integer()))
    )


@lru_cache(maxsize=8)
def _fired_until(sources: tuple[Source, ...]) -> Select[*tuple[Any, ...]]:
    return (
        alerts_with_title(sources)
        .where(_FIRED, _A.updated_at <= bindparam("until", type_=_INSTANT))
        .order_by(_A.run_at.desc(), _A.id.desc())
        .limit(bindparam("limit", type_=Integer()))
    )


@lru_cache(maxsize=8)
def _waiting(sources: tuple[Source, ...]) -> Select[*tuple[Any, ...]]:
    return alerts_with_title(sources).where(_FIRED).limit(1)


@lru_cache(maxsize=1)
def _mark_shown() -> Update:
    until = bindparam("until", type_=_INSTANT)
    free = (
        select(_A.id)
        .where(
            _A.owner_id == OWNER,
            _FIRED,
            _A.shown_at.is_(None),
            _A.updated_at <= until,
        )
        .order_by(_A.id)
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(skip_locked=True)
    )
    return (
        update(ALERTS)
        .where(_A.owner_id == OWNER, _A.id.in_(free))
        .values(
            shown_at=AT,
            updated_at=AT,
            wakes_at=None,
            channel=bindparam("way"),
            version=_A.version + 1,
        )
    )


@lru_cache(maxsize=1)
def _hold() -> Update:
    waking = (
        select(_A.id)
        .where(_A.owner_id == OWNER, _A.state == _DUE, _A.wakes_at.is_not(None))
        .order_by(_A.id)
        .with_for_update(skip_locked=True)
    )
    return update(ALERTS).where(_A.owner_id == OWNER, _A.id.in_(waking)).values(wakes_at=None)
