"""The tasks of a range of days, for the calendar: for each day a count and the first ones."""

from __future__ import annotations

from datetime import date

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.by_day import DueDay, DueKind, due_by_day
from umbra.projects.tasks.filtering import NOT_ARCHIVED
from umbra.projects.tasks.kind import TASK
from umbra.projects.tasks.rules import TaskRow

DUE_TASKS = DueKind(TASK, (NOT_ARCHIVED,))


async def by_day(
    tx: Transaction,
    actor: Actor,
    first: date,
    last: date,
    n: int,
    hidden_tags: tuple[str, ...] = (),
) -> dict[date, DueDay[TaskRow]]:
    """The days from `first` to `last`, both included, that have tasks; `n` tasks each.

    Tasks of archived projects and those with one of `hidden_tags` are left out of the counts too.
    """
    return await due_by_day(tx, actor, DUE_TASKS, first, last, n, hidden_tags)
