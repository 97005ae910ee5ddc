"""The tables of projects and tasks, their tags and comments."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from umbra.core.ids import new_id
from umbra.core.item import INSTANT, Item, Owned
from umbra.items.due import DAY, PRIORITIES, URGENCY
from umbra.items.orders import BYTES
from umbra.items.people import people_keys

ProjectStatus = Literal["active", "on_hold", "done", "archived"]
PROJECT_STATUSES: tuple[ProjectStatus, ...] = ("active", "on_hold", "done", "archived")

TaskStatus = Literal["todo", "doing", "done"]
TASK_STATUSES: tuple[TaskStatus, ...] = ("todo", "doing", "done")

_THERE = "deleted_at IS NULL"
_OPEN = "completed_at IS NULL AND deleted_at IS NULL"


def _one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, values))})", name=name)


def _index(table: str, name: str, *keys: str, where: str) -> Index:
    columns = (text(key) for key in keys)
    return Index(f"ix_{table}_{name}", "owner_id", *columns, postgresql_where=text(where))


def _projects(name: str, *keys: str) -> Index:
    """The index for a sort order of the projects of each status, read in either direction."""
    return _index("projects", name, "status", *keys, where=_THERE)


def _tags(item: str, table: str) -> tuple[ForeignKeyConstraint | Index, ...]:
    """The foreign keys and the index of a link table of tags."""
    keys = [f"{table}.owner_id", f"{table}.id"]
    links = table.removesuffix("s") + "_tags"
    return (
        ForeignKeyConstraint(["owner_id", item], keys, ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        Index(f"ix_{links}_tag", "owner_id", "tag_id", item),
    )


class Project(Item, table=True):
    """A project. `position` is its rank among the projects of its status.

    `name_key` is the sort key: the name without case and accents. `words` has the words for
    full-text search.
    """

    __tablename__ = "projects"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        _one_of("status", PROJECT_STATUSES, "project_status_is_known"),
        _projects("position", "position", "id"),
        _projects("name", "name_key", "id"),
        _projects("due", DAY, "position", "id"),
        _projects("created", "created_at", "id"),
        _index("projects", "trash", "deleted_at", "id", where="deleted_at IS NOT NULL"),
        Index("ix_projects_words", "words", postgresql_using="gin"),
    )

    name: str
    name_key: str = Field(sa_type=BYTES)
    notes: str = ""
    status: str = "active"
    colour: str | None = None
    due_date: date | None = None
    position: str = Field(sa_type=BYTES)
    words: str = Field(sa_type=TSVECTOR)


class ProjectTag(Owned, table=True):
    """The link table of projects and tags."""

    __tablename__ = "project_tags"  # pyright: ignore[reportAssignmentType]
    __table_args__ = _tags("project_id", "projects")

    project_id: UUID = Field(primary_key=True)
    tag_id: UUID = Field(primary_key=True)


class Task(Item, table=True):
    """A task of a project. `due_date` and `due_time` are in the owner's time zone.

    `position` is its rank among the tasks of its project and status. A sub-task has a `parent_id`
    of the same project: the foreign key names the project too, so that sub-tasks go along where
    their parent's project changes. `deleted_with` is the project or the task that this one went
    into the trash with; null for one that was deleted by itself.
    """

    __tablename__ = "tasks"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "project_id"], ["projects.owner_id", "projects.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["owner_id", "project_id", "parent_id"],
            ["tasks.owner_id", "tasks.project_id", "tasks.id"],
            name="tasks_parent_fkey",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        UniqueConstraint("owner_id", "project_id", "id", name="tasks_of_project"),
        _one_of("status", TASK_STATUSES, "task_status_is_known"),
        _one_of("priority", PRIORITIES, "task_priority_is_known"),
        CheckConstraint("due_time IS NULL OR due_date IS NOT NULL", name="task_time_needs_a_day"),
        CheckConstraint(
            "(status = 'done') = (completed_at IS NOT NULL)", name="task_is_done_at_an_instant"
        ),
        CheckConstraint("parent_id <> id", name="task_is_not_its_own_parent"),
        CheckConstraint(
            "deleted_with IS NULL OR deleted_at IS NOT NULL", name="task_went_into_the_trash"
        ),
        _index("tasks", "column", "project_id", "status", "position", "id", where=_THERE),
        _index(
            "tasks",
            "column_done",
            "project_id",
            "completed_at",
            "id",
            where="completed_at IS NOT NULL AND deleted_at IS NULL",
        ),
        _index("tasks", "open_due", DAY, "position", "id", where=_OPEN),
        _index("tasks", "open_priority", URGENCY, DAY, "position", "id", where=_OPEN),
        _index("tasks", "open_title", "title_key", "id", where=_OPEN),
        _index("tasks", "open_created", "created_at", "id", where=_OPEN),
        _index(
            "tasks",
            "done",
            "completed_at",
            "id",
            where="completed_at IS NOT NULL AND deleted_at IS NULL",
        ),
        _index("tasks", "day", "due_date", where="due_date IS NOT NULL AND deleted_at IS NULL"),
        _index("tasks", "parent", "parent_id", "status", where="parent_id IS NOT NULL"),
        _index("tasks", "deleted_with", "deleted_with", where="deleted_with IS NOT NULL"),
        _index(
            "tasks",
            "trash",
            "deleted_at",
            "id",
            where="deleted_at IS NOT NULL AND deleted_with IS NULL",
        ),
        Index("ix_tasks_words", "words", postgresql_using="gin"),
    )

    project_id: UUID
    parent_id: UUID | None = None
    title: str
    title_key: str = Field(sa_type=BYTES)
    notes: str = ""
    status: str = "todo"
    completed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    priority: str = "none"
    due_date: date | None = None
    due_time: time | None = None
    position: str = Field(sa_type=BYTES)
    deleted_with: UUID | None = None
    words: str = Field(sa_type=TSVECTOR)


class TaskTag(Owned, table=True):
    """The link table of tasks and tags."""

    __tablename__ = "task_tags"  # pyright: ignore[reportAssignmentType]
    __table_args__ = _tags("task_id", "tasks")

    task_id: UUID = Field(primary_key=True)
    tag_id: UUID = Field(primary_key=True)


class TaskPerson(Owned, table=True):
    """The link table of tasks and people.

    `at` is when the task is due, without a day when it was created (UTC), kept by triggers, so
    that a person's time line is read along an index.
    """

    __tablename__ = "task_people"  # pyright: ignore[reportAssignmentType]
    __table_args__ = people_keys("task_id", "tasks")

    task_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    position: int
    at: datetime = Field(sa_type=DateTime(timezone=False))


class TaskComment(Owned, table=True):
    """A comment on a task: Markdown. It is there as long as its task."""

    __tablename__ = "task_comments"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "task_id"], ["tasks.owner_id", "tasks.id"], ondelete="CASCADE"
        ),
        Index("ix_task_comments_task", "owner_id", "task_id", "created_at", "id"),
    )

    id: UUID = Field(primary_key=True, default_factory=new_id)
    version: int = 1
    task_id: UUID
    body: str
    created_at: datetime = Field(sa_type=INSTANT)
    updated_at: datetime = Field(sa_type=INSTANT)
