"""Alarms of tasks, and their alerts; done tasks rest as what is in the trash does.

Revision: 0026
Follows: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ONE_ITEM = {
    "alarms": ("of_one_item", ("todo_id", "event_id")),
    "alerts": ("alert_of_one_item", ("reminder_id", "todo_id", "event_id")),
}

REST = """
CREATE TRIGGER rest_alarms AFTER UPDATE OF deleted_at ON tasks
    FOR EACH ROW WHEN (old.deleted_at IS NULL AND new.deleted_at IS NOT NULL)
    EXECUTE FUNCTION rest_alarms('task_id')
"""

# The alerts of a done task are dismissed.
FINISH = """
CREATE FUNCTION finish_task_alarms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM public.alerts
        WHERE owner_id = new.owner_id AND task_id = new.id AND state = 'planned';
    UPDATE public.alerts
        SET state = 'dismissed', dismissed_at = new.updated_at, updated_at = new.updated_at,
            snoozed_until = NULL, wakes_at = NULL, version = version + 1
        WHERE owner_id = new.owner_id AND task_id = new.id AND state <> 'dismissed';
    RETURN NULL;
END $$;
CREATE TRIGGER finish_alarms AFTER UPDATE OF completed_at ON tasks
    FOR EACH ROW WHEN (old.completed_at IS NULL AND new.completed_at IS NOT NULL)
    EXECUTE FUNCTION finish_task_alarms();
"""


def upgrade() -> None:
    for table, (constraint, columns) in ONE_ITEM.items():
        op.add_column(table, sa.Column("task_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            None, table, "tasks", ["owner_id", "task_id"], ["owner_id", "id"], ondelete="CASCADE"
        )
        op.create_index(
            f"ix_{table}_task",
            table,
            ["owner_id", "task_id"],
            postgresql_where=sa.text("task_id IS NOT NULL"),
        )
        of_one_item(table, constraint, (*columns, "task_id"))
    op.execute(REST)
    op.execute(FINISH)


def downgrade() -> None:
    op.execute("DROP TRIGGER finish_alarms ON tasks")
    op.execute("DROP FUNCTION finish_task_alarms")
    op.execute("DROP TRIGGER rest_alarms ON tasks")
    for table, (constraint, columns) in reversed(ONE_ITEM.items()):
        op.execute(f"DELETE FROM {table} WHERE task_id IS NOT NULL")
        of_one_item(table, constraint, columns)
        op.drop_column(table, "task_id")


def of_one_item(table: str, constraint: str, columns: tuple[str, ...]) -> None:
    op.drop_constraint(constraint, table)
    op.create_check_constraint(constraint, table, f"num_nonnulls({', '.join(columns)}) = 1")
