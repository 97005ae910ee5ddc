"""Projects as their grid shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.state.list_kind import ItemCard, ListKind, Printed, plain_card, register
from umbra.items.state.texts import draft_of, fields_of, implied_by
from umbra.projects import service
from umbra.projects.kind import PROJECT
from umbra.projects.service import (
    ProjectFields,
    ProjectFilter,
    ProjectPatch,
    ProjectRow,
    ProjectStatus,
    Sort,
)
from umbra.projects.state.head import STATUSES, ProjectHead, head_of

LABELS = {
    "name": "Name",
    "status": "Status",
    "colour": "Colour",
    "due_date": "Due",
    "tags": "Tags",
    "notes": "Notes",
}

Status = Literal["current", "active", "on_hold", "done", "archived", "all"]


@dataclass(frozen=True, slots=True)
class Address:
    """The state of the project page in its URL. `current` leaves out the archived ones."""

    status: Status = "current"
    tag: str = ""
    sort: Sort = "position"
    open: str = ""


class ProjectCard(ItemCard, ProjectHead):
    """A slot of the grid as the page gets it."""

    tags: list[str]
    noted: bool


def filter_of(address: Address, text: str, _today: date) -> ProjectFilter:
    if address.status == "all":
        wanted: tuple[ProjectStatus, ...] = ()
    elif address.status == "current":
        wanted = ("active", "on_hold", "done")
    else:
        wanted = (address.status,)
    return ProjectFilter(text, wanted, address.tag or None)


def card_of(row: ProjectRow, today: date) -> ProjectCard:
    return {
        **plain_card(row),
        **head_of(row, today),
        "tags": list(row.tags),
        "noted": bool(row.notes),
    }


def printed_of(row: ProjectRow, today: date) -> Printed:
    head = head_of(row, today)
    progress = f"{head['done']} of {head['total']}"
    details = (STATUSES[row.status], progress, head["due"], *(f"#{name}" for name in row.tags))
    return {"mark": "", "title": row.name, "details": " · ".join(filter(None, details))}


def new_fields(values: Mapping[str, str], address: Address, _today: date) -> dict[str, Any]:
    """The fields of a new project; it has the status that the list is filtered by."""
    status = {} if address.status in ("current", "all") else {"status": address.status}
    return {"name": values.get("name", ""), **implied_by(address), **status}


async def _count(tx: Transaction, actor: Actor, which: ProjectFilter, _day: date) -> dict[str, int]:
    return asdict(await service.counts(tx, actor, which))


PROJECT_LIST = register(
    ListKind(
        kind=PROJECT,
        address=Address,
        filter=filter_of,
        shows=ProjectCard,
        card=card_of,
        printed=printed_of,
        labels=LABELS,
        draft=lambda row: draft_of(row, LABELS),
        parsed=lambda values: fields_of(values, ("due_date", "colour")),
        new=new_fields,
        fields=ProjectFields,
        changes=ProjectPatch,
        window=service.list_window,
        by_ids=service.rows_by_id,
        create=service.create_project,
        patch=service.patch_project,
        bulk=service.bulk_projects,
        revert=service.revert_project,
        count=_count,
        section=lambda row, _today: row.status,
        headed_sort="position",
    )
)
