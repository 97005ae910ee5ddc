"""The kind of reminders: columns and sort orders."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from umbra.core.item import table_of
from umbra.items.kind import Kind
from umbra.items.orders import Part, SortKey, by_id, by_instant
from umbra.reminders.models import Reminder, ReminderTag
from umbra.reminders.rules import ReminderRecord
from umbra.tags.service import TagLink

REMINDERS = table_of(Reminder)
_R = REMINDERS.c

OPEN, DISMISSED = 0, 1
"""The parts of the list: what is due or to come, then what was dismissed, latest first."""

IS_OPEN: ColumnElement[bool] = _R.dismissed_at.is_(None)
IS_DISMISSED: ColumnElement[bool] = _R.dismissed_at.is_not(None)

_ID: SortKey[ReminderRecord] = by_id(REMINDERS)
_DUE: SortKey[ReminderRecord] = by_instant(_R.due_at, lambda row: row.due_at)
_DISMISSED_AT: SortKey[ReminderRecord] = by_instant(_R.dismissed_at, lambda row: row.dismissed_at)

REMINDER = Kind(
    name="reminder",
    plural="reminders",
    path="",
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
    tags=TagLink(table_of(ReminderTag), "reminder_id", REMINDERS),
    searched=("title", "notes"),
)
