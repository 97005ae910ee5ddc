"""Creates accounts with projects: a few and many, each with a board to drag on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Cursor
from sqlalchemy import Engine

from benchmarks.seed import SeededAccount, copy, seed
from umbra.core import rank
from umbra.core.clock import SystemClock
from umbra.core.ids import new_id
from umbra.core.search import search_vector

FEW, MANY = 50, 5_000
"""Projects of the two accounts, with `TASKS` tasks each."""

TASKS = 20
SMALL_BOARD, LARGE_BOARD = 50, 2_000
"""Tasks of the board that each account has besides, half of them to do."""

_PROJECT = (
    "owner_id", "id", "version", "created_at", "updated_at", "name", "name_key", "notes", "status",
    "position", "words",
)  # fmt: skip
_TASK = (
    "owner_id", "id", "version", "created_at", "updated_at", "project_id", "title", "title_key",
    "notes", "status", "completed_at", "priority", "position", "words",
)  # fmt: skip
_STATUSES = ("todo", "todo", "doing", "done")


@dataclass(frozen=True, slots=True)
class Projects:
    """An account with projects; `project` has the board, and `cards` its tasks to do, in order."""

    account: SeededAccount
    project: UUID
    projects: int
    board: int
    cards: tuple[UUID, ...]


def seed_projects(engine: Engine) -> tuple[Projects, Projects]:
    """Creates an account with few projects and a small board, and one with many and a large."""
    few, many = (
        _seed(engine, f"projects-{size}", size, board)
        for size, board in ((FEW, SMALL_BOARD), (MANY, LARGE_BOARD))
    )
    return few, many


def _seed(engine: Engine, username: str, size: int, board: int) -> Projects:
    account = seed(engine, username, 0)
    with engine.begin() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor:
            ids = _copy_projects(cursor, account.owner_id, size + 1)
            places = [(ids[0], number) for number in range(board)]
            places += [(one, number) for one in ids[1:] for number in range(TASKS)]
            tasks = _copy_tasks(cursor, account.owner_id, places)
    cards = [one for number, one in enumerate(tasks[:board]) if _status(number) == "todo"]
    return Projects(account, ids[0], size, board, tuple(cards))


def _copy_projects(cursor: Cursor[Any], owner_id: UUID, size: int) -> list[UUID]:
    now = SystemClock().now()
    ids = [new_id() for _ in range(size)]
    places = enumerate(zip(ids, rank.spread(size), strict=True))
    words = search_vector("Project")
    rows = (
        (owner_id, one, 1, now, now, f"Project {n}", f"project {n}", "", "active", place, words)
        for n, (one, place) in places
    )
    copy(cursor, "projects", _PROJECT, rows)
    return ids


def _copy_tasks(cursor: Cursor[Any], owner_id: UUID, places: list[tuple[UUID, int]]) -> list[UUID]:
    """A task for each project and number among `places`; returns their ids."""
    now = SystemClock().now()
    ids = [new_id() for _ in places]
    words = search_vector("Task")
    rows = (
        (
            owner_id, one, 1, now, now, project_id, f"Task {n}", f"task {n}", "", _status(n),
            now if _status(n) == "done" else None, "none", place, words,
        )
        for one, (project_id, n), place in zip(ids, places, rank.spread(len(ids)), strict=True)
    )  # fmt: skip
    copy(cursor, "tasks", _TASK, rows)
    return ids


def _status(number: int) -> str:
    return _STATUSES[number % len(_STATUSES)]
