"""People of tasks.

Revision: 0031
Follows: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from umbra.runtime.ddl import row_security

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# The place in a person's time line follows the task, however the row is written.
AT = """
CREATE FUNCTION set_task_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT coalesce(due_date + coalesce(due_time, '00:00'), timezone('UTC', created_at))
        INTO new.at FROM public.tasks WHERE owner_id = new.owner_id AND id = new.task_id;
    RETURN new;
END $$;
CREATE TRIGGER set_at BEFORE INSERT ON task_people
    FOR EACH ROW EXECUTE FUNCTION set_task_at();
CREATE FUNCTION move_task_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.task_people SET at = coalesce(
            new.due_date + coalesce(new.due_time, '00:00'), timezone('UTC', new.created_at))
        WHERE owner_id = new.owner_id AND task_id = new.id;
    RETURN NULL;
END $$;
CREATE TRIGGER move_at AFTER UPDATE OF due_date, due_time ON tasks
    FOR EACH ROW
    WHEN (old.due_date IS DISTINCT FROM new.due_date OR old.due_time IS DISTINCT FROM new.due_time)
    EXECUTE FUNCTION move_task_at();
"""


def upgrade() -> None:
    op.create_table(
        "task_people",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=False), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["owner_id", "task_id"], ["tasks.owner_id", "tasks.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id", "person_id"], ["people.owner_id", "people.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", "task_id", "person_id"),
    )
    op.create_index(
        "ix_task_people_person", "task_people", ["owner_id", "person_id", "at", "task_id"]
    )
    row_security("task_people")
    op.execute(AT)


def downgrade() -> None:
    op.execute("DROP TRIGGER move_at ON tasks")
    op.drop_table("task_people")
    op.execute("DROP FUNCTION set_task_at")
    op.execute("DROP FUNCTION move_task_at")
