"""Projects and tasks, which tags they carry, comments on tasks.

Revision: 0025
Follows: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from umbra.runtime.ddl import not_searchable, row_security, searchable

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None

DAY = """(
CASE
    WHEN due_date IS NULL THEN 'infinity'::date
    ELSE due_date
END)"""
URGENCY = """(
CASE priority
    WHEN 'high'::text THEN 0
    WHEN 'medium'::text THEN 1
    WHEN 'low'::text THEN 2
    ELSE 3
END)"""

# A comment is announced by the id of its task, whose version it does not change.
ANNOUNCE_COMMENT = """
CREATE FUNCTION announce_comment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    comment record := coalesce(new, old);
BEGIN
    PERFORM pg_notify('umbra', json_build_object(
        'owner', comment.owner_id, 'kind', 'comment', 'id', comment.task_id,
        'version', CASE WHEN tg_op <> 'DELETE' THEN comment.version END)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON task_comments
    FOR EACH ROW EXECUTE FUNCTION announce_comment();
"""


def index(table: str, name: str, *keys: str, where: str) -> None:
    op.create_index(
        f"ix_{table}_{name}",
        table,
        ["owner_id", *(sa.literal_column(key) for key in keys)],
        postgresql_where=sa.text(where),
    )


def upgrade() -> None:
    op.create_table(
        "projects",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(collation="C"), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("position", sa.String(collation="C"), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.CheckConstraint(
            "status IN ('active', 'on_hold', 'done', 'archived')", name="project_status_is_known"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    index("projects", "created", "status", "created_at", "id", where="deleted_at IS NULL")
    index("projects", "due", "status", DAY, "position", "id", where="deleted_at IS NULL")
    index("projects", "name", "status", "name_key", "id", where="deleted_at IS NULL")
    index("projects", "position", "status", "position", "id", where="deleted_at IS NULL")
    index("projects", "trash", "deleted_at", "id", where="deleted_at IS NOT NULL")
    op.create_table(
        "project_tags",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id", "project_id"], ["projects.owner_id", "projects.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "project_id", "tag_id"),
    )
    op.create_index("ix_project_tags_tag", "project_tags", ["owner_id", "tag_id", "project_id"])
    op.create_table(
        "tasks",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(collation="C"), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("due_time", sa.Time(), nullable=True),
        sa.Column("position", sa.String(collation="C"), nullable=False),
        sa.Column("deleted_with", sa.Uuid(), nullable=True),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.CheckConstraint(
            "(status = 'done') = (completed_at IS NOT NULL)", name="task_is_done_at_an_instant"
        ),
        sa.CheckConstraint(
            "priority IN ('none', 'low', 'medium', 'high')", name="task_priority_is_known"
        ),
        sa.CheckConstraint("status IN ('todo', 'doing', 'done')", name="task_status_is_known"),
        sa.CheckConstraint(
            "deleted_with IS NULL OR deleted_at IS NOT NULL", name="task_went_into_the_trash"
        ),
        sa.CheckConstraint(
            "due_time IS NULL OR due_date IS NOT NULL", name="task_time_needs_a_day"
        ),
        sa.CheckConstraint("parent_id <> id", name="task_is_not_its_own_parent"),
        sa.ForeignKeyConstraint(
            ["owner_id", "project_id", "parent_id"],
            ["tasks.owner_id", "tasks.project_id", "tasks.id"],
            name="tasks_parent_fkey",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id", "project_id"], ["projects.owner_id", "projects.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "id"),
        sa.UniqueConstraint("owner_id", "project_id", "id", name="tasks_of_project"),
    )
    index("tasks", "column", "project_id", "status", "position", "id", where="deleted_at IS NULL")
    index(
        "tasks",
        "column_done",
        "project_id",
        "completed_at",
        "id",
        where="completed_at IS NOT NULL AND deleted_at IS NULL",
    )
    index("tasks", "day", "due_date", where="due_date IS NOT NULL AND deleted_at IS NULL")
    index("tasks", "deleted_with", "deleted_with", where="deleted_with IS NOT NULL")
    index(
        "tasks",
        "done",
        "completed_at",
        "id",
        where="completed_at IS NOT NULL AND deleted_at IS NULL",
    )
    index(
        "tasks",
        "open_created",
        "created_at",
        "id",
        where="completed_at IS NULL AND deleted_at IS NULL",
    )
    index(
        "tasks",
        "open_due",
        DAY,
        "position",
        "id",
        where="completed_at IS NULL AND deleted_at IS NULL",
    )
    index(
        "tasks",
        "open_priority",
        URGENCY,
        DAY,
        "position",
        "id",
        where="completed_at IS NULL AND deleted_at IS NULL",
    )
    index(
        "tasks",
        "open_title",
        "title_key",
        "id",
        where="completed_at IS NULL AND deleted_at IS NULL",
    )
    index("tasks", "parent", "parent_id", "status", where="parent_id IS NOT NULL")
    index(
        "tasks",
        "trash",
        "deleted_at",
        "id",
        where="deleted_at IS NOT NULL AND deleted_with IS NULL",
    )
    op.create_table(
        "task_comments",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id", "task_id"], ["tasks.owner_id", "tasks.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    op.create_index(
        "ix_task_comments_task", "task_comments", ["owner_id", "task_id", "created_at", "id"]
    )
    op.create_table(
        "task_tags",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id", "task_id"], ["tasks.owner_id", "tasks.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "task_id", "tag_id"),
    )
    op.create_index("ix_task_tags_tag", "task_tags", ["owner_id", "tag_id", "task_id"])
    row_security("projects", notify_as="project")
    row_security("project_tags")
    row_security("tasks", notify_as="task")
    row_security("task_tags")
    row_security("task_comments")
    op.execute(ANNOUNCE_COMMENT)
    searchable("projects")
    searchable("tasks")


def downgrade() -> None:
    not_searchable("tasks")
    not_searchable("projects")
    for table in ("task_comments", "task_tags", "tasks", "project_tags", "projects"):
        op.drop_table(table)
    op.execute("DROP FUNCTION announce_comment")
