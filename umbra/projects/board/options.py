"""The projects that a task can be in, as options of a form."""

from __future__ import annotations

from uuid import UUID

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.projects import service
from umbra.projects.service import ProjectFilter

MOST_PROJECTS = 200

_TAKES_TASKS = ProjectFilter(statuses=("active", "on_hold", "done"))


async def projects_of(
    tx: Transaction, actor: Actor, current: UUID | None = None
) -> list[tuple[str, str]]:
    """Ids and names of the projects that are not archived, and of `current` in any case."""
    found = await service.list_window(tx, actor, _TAKES_TASKS, "name", limit=MOST_PROJECTS)
    options = {str(row.id): row.name for row in found.rows}
    if current is not None and str(current) not in options:
        labels = await service.labels(tx, actor, [current])
        options |= {str(one): label.name for one, label in labels.items()}
    return list(options.items())
