"""The kind of reminders: columns and sort orders."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, column, func, literal, select, table, union_all
from sqlalchemy.types import NullType

from umbra.core.item import table_of
from umbra.items.kind import OWNER, Kind
from umbra.items.orders import Part, SortKey, by_id, by_instant
from umbra.items.people import TimelineSource
from umbra.reminders.models import ABOUT, TITLES, Reminder, ReminderTag
from umbra.reminders.rules import ReminderRecord
from umbra.tags.service import TagLink

REMINDERS = table_of(Reminder)
_R = REMINDERS.c

OPEN, DISMISSED = 0, 1
"""The parts of the list: what is due or to come, then what was dismissed, latest first."""

_AS_IT_COMES = NullType()

IS_OPEN: ColumnElement[bool] = _R.dismissed_at.is_(None)
IS_DISMISSED: ColumnElement[bool] = _R.dismissed_at.is_not(None)

_ID: SortKey[ReminderRecord] = by_id(REMINDERS)
_DUE: SortKey[ReminderRecord] = by_instant(_R.due_at, lambda row: row.due_at)
_DISMISSED_AT: SortKey[ReminderRecord] = by_instant(_R.dismissed_at, lambda row: row.dismissed_at)


def _about_title() -> ColumnElement[Any]:
    """The title of what a reminder is about as an array; empty without one, and in the trash."""
    found = union_all(*(_title_of(kind, *where) for kind, where in ABOUT.items()))
    return func.array(found.scalar_subquery(), type_=_AS_IT_COMES)


def _title_of(kind: str, own: str, name: str) -> Select[*tuple[Any, ...]]:
    about = table(name, *(column(one) for one in ("owner_id", "id", TITLES[kind], "deleted_at")))
    return (
        select(about.c[TITLES[kind]])
        .where(about.c.owner_id == OWNER, about.c.id == _R[own], about.c.deleted_at.is_(None))
        .correlate_except(about)
    )


REMINDER = Kind(
    name="reminder",
    plural="reminders",
    path="/reminders",
    icon="bell",
    table=REMINDERS,
    row=ReminderRecord,
    title=_R.title,
    orders={
        "due": (
            Part((_DUE, _ID), only=IS_OPEN),
            Part((_DISMISSED_AT, _ID), rising=False, only=IS_DISMISSED),
        )
    },
    part_of=lambda row, _: OPEN if row.dismissed_at is None else DISMISSED,
    computed={"about_title": _about_title()},
    tags=TagLink(table_of(ReminderTag), "reminder_id", REMINDERS),
    searched=("title", "notes"),
)

REMINDER_TIMELINE = TimelineSource(
    of=REMINDER,
    items=REMINDERS,
    walked=REMINDERS,
    tied_to=_R.person_id,
    at=_R.due_at,
    id=_R.id,
    title=_R.title,
    when=literal("instant"),
    there=(_R.deleted_at.is_(None),),
    done=IS_DISMISSED,
    repeats=_R.rrule.is_not(None),
    is_instant=True,
)
"""Reminders in the time line of the person that they are about: when they are due."""
