"""From the fields of a request to the columns of a statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, func, literal, null

from umbra.items.kind import AT, in_columns
from umbra.projects.kind import TASKS
from umbra.projects.tasks.kind import IS_DONE, TASK

_T = TASKS.c


def changes_of(named: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that the fields `named` set; tags, alarms and moves are handled apart."""
    changes = in_columns(TASK, named)
    if "status" in changes:
        done = changes["status"] == "done"
        changes["completed_at"] = func.coalesce(_T.completed_at, AT) if done else null()
    return changes


def toggled(completed: bool | None) -> dict[str, Any]:
    """The columns of a task that is done, or open again; None toggles it.

    A done task keeps its instant of completion, one that is in progress stays so where it is not
    done.
    """
    done = _T.completed_at.is_(None) if completed is None else literal(completed)
    return {
        "status": case((done, "done"), (IS_DONE, "todo"), else_=_T.status),
        "completed_at": case((done, func.coalesce(_T.completed_at, AT)), else_=null()),
    }
