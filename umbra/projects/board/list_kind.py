"""Tasks as their page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Unpack, cast

from umbra.core.actor import Actor
from umbra.core.paging import Window
from umbra.database import Transaction
from umbra.items import reading
from umbra.items.state.list_kind import ListKind, register
from umbra.items.state.texts import draft_of, fields_of, implied_by
from umbra.projects.board.address import Address, filter_of, order_of
from umbra.projects.board.card import TaskCard, card_of, printed_of
from umbra.projects.tasks import service
from umbra.projects.tasks.kind import TASK
from umbra.projects.tasks.service import Sort, TaskFields, TaskFilter, TaskPatch, TaskRow

LABELS = {
    "title": "Title",
    "status": "Status",
    "priority": "Priority",
    "due_date": "Due",
    "due_time": "Time",
    "alarms": "Alarms",
    "people": "People",
    "project_id": "Project",
    "parent_id": "Part of",
    "tags": "Tags",
    "notes": "Notes",
}
NULLABLE = ("due_date", "due_time", "parent_id")


def new_fields(values: Mapping[str, str], address: Address, today: date) -> dict[str, Any]:
    """The fields of a new task on the day `today`, with the values the filters imply."""
    due = {"due_date": today} if address.due in ("today", "week") else {}
    names = ("title", "status", "parent_id")
    given = {name: values[name] for name in names if values.get(name)}
    implied = implied_by(address, "priority")
    return {"title": "", "project_id": address.project_id, **implied, **due, **given}


async def window(
    tx: Transaction,
    actor: Actor,
    which: TaskFilter,
    sort: str | None,
    **place: Unpack[reading.Place],
) -> Window[TaskRow]:
    """A window of the tasks; without `sort` in the usual order."""
    order = cast(Sort, order_of(sort, which.project_id))
    return await service.list_window(tx, actor, which, order, **place)


async def _counts(tx: Transaction, actor: Actor, which: TaskFilter, _day: date) -> dict[str, int]:
    return asdict(await service.counts(tx, actor, which))


TASK_LIST = register(
    ListKind(
        kind=TASK,
        address=Address,
        filter=filter_of,
        shows=TaskCard,
        card=card_of,
        printed=printed_of,
        labels=LABELS,
        draft=lambda row: draft_of(row, (name for name in LABELS if name != "alarms")),
        parsed=lambda values: fields_of(values, NULLABLE),
        new=new_fields,
        fields=TaskFields,
        changes=TaskPatch,
        window=window,
        by_ids=service.rows_by_id,
        create=service.create_task,
        patch=service.patch_task,
        bulk=service.bulk_tasks,
        revert=service.revert_task,
        beside=("alarms", "people"),
        count=_counts,
        section=lambda row, _today: row.status,
        no_filters=("project", "view", "done"),
    )
)
