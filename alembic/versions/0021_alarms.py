"""Alarms of todos and events, and their alerts; done todos rest as what is in the trash does.

Revision: 0021
Follows: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from umbra.runtime.ddl import row_security

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ITEMS = {"todo_id": "todos", "event_id": "calendar_events"}

SCHEDULE = """
CREATE OR REPLACE FUNCTION schedule_alert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'DELETE' OR new.wakes_at IS NULL THEN
        DELETE FROM public.due WHERE owner_id = old.owner_id AND id = old.id;
        RETURN NULL;
    END IF;
    INSERT INTO public.due (run_at, owner_id, kind, id, occurrence)
        VALUES (new.wakes_at, new.owner_id,
            CASE WHEN new.reminder_id IS NULL THEN 'alarm' ELSE 'reminder' END,
            new.id, new.occurrence)
        ON CONFLICT (owner_id, id)
        DO UPDATE SET run_at = excluded.run_at, occurrence = excluded.occurrence;
    PERFORM pg_notify('umbra_due', extract(epoch FROM new.wakes_at)::text);
    RETURN NULL;
END $$
"""

# The argument names the column of `alerts` that has the item's id.
REST_ALARMS = """
CREATE FUNCTION rest_alarms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DELETE FROM public.alerts'
        ' WHERE owner_id = $1 AND %1$I = $2 AND state = ''planned''', tg_argv[0])
        USING new.owner_id, new.id;
    EXECUTE format('UPDATE public.alerts SET wakes_at = NULL'
        ' WHERE owner_id = $1 AND %1$I = $2 AND wakes_at IS NOT NULL', tg_argv[0])
        USING new.owner_id, new.id;
    RETURN NULL;
END $$
"""
REST = """
CREATE TRIGGER rest_alarms AFTER UPDATE OF deleted_at ON {table}
    FOR EACH ROW WHEN (old.deleted_at IS NULL AND new.deleted_at IS NOT NULL)
    EXECUTE FUNCTION rest_alarms('{column}')
"""

# Whoever has done a todo need not be told any more that it is due.
FINISH = """
CREATE FUNCTION finish_alarms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM public.alerts
        WHERE owner_id = new.owner_id AND todo_id = new.id AND state = 'planned';
    UPDATE public.alerts
        SET state = 'dismissed', dismissed_at = new.updated_at, updated_at = new.updated_at,
            snoozed_until = NULL, wakes_at = NULL, version = version + 1
        WHERE owner_id = new.owner_id AND todo_id = new.id AND state <> 'dismissed';
    RETURN NULL;
END $$;
CREATE TRIGGER finish_alarms AFTER UPDATE OF completed_at ON todos
    FOR EACH ROW WHEN (old.completed_at IS NULL AND new.completed_at IS NOT NULL)
    EXECUTE FUNCTION finish_alarms();
"""


def of_item(column: str) -> sa.ForeignKeyConstraint:
    keys = [f"{ITEMS[column]}.owner_id", f"{ITEMS[column]}.id"]
    return sa.ForeignKeyConstraint(["owner_id", column], keys, ondelete="CASCADE")


def item_index(table: str, column: str) -> None:
    op.create_index(
        f"ix_{table}_{column[:-3]}",
        table,
        ["owner_id", column],
        postgresql_where=sa.text(f"{column} IS NOT NULL"),
    )


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("todo_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("spec", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("num_nonnulls(todo_id, event_id) = 1", name="of_one_item"),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        of_item("todo_id"),
        of_item("event_id"),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    row_security("alarms")
    for column in ("alarm_id", *ITEMS):
        op.add_column("alerts", sa.Column(column, sa.Uuid(), nullable=True))
    op.create_foreign_key(
        None,
        "alerts",
        "alarms",
        ["owner_id", "alarm_id"],
        ["owner_id", "id"],
        ondelete="SET NULL (alarm_id)",
    )
    for column, table in ITEMS.items():
        op.create_foreign_key(
            None, "alerts", table, ["owner_id", column], ["owner_id", "id"], ondelete="CASCADE"
        )
        item_index("alarms", column)
        item_index("alerts", column)
    op.create_check_constraint(
        "alert_of_one_item", "alerts", "num_nonnulls(reminder_id, todo_id, event_id) = 1"
    )
    op.create_index(
        "ix_alerts_alarm", "alerts", ["owner_id", "alarm_id", "occurrence"], unique=True
    )
    op.execute(SCHEDULE)
    op.execute(REST_ALARMS)
    for column, table in ITEMS.items():
        op.execute(REST.format(table=table, column=column))
    op.execute(FINISH)


def downgrade() -> None:
    op.execute("DROP TRIGGER finish_alarms ON todos")
    op.execute("DROP FUNCTION finish_alarms")
    for table in ITEMS.values():
        op.execute(f"DROP TRIGGER rest_alarms ON {table}")
    op.execute("DROP FUNCTION rest_alarms")
    op.execute("DELETE FROM alerts WHERE reminder_id IS NULL")
    op.drop_constraint("alert_of_one_item", "alerts")
    for column in ("alarm_id", *ITEMS):
        op.drop_column("alerts", column)
    op.drop_table("alarms")
