"""Open alerts are announced when their item's title changes, or it goes into the trash or back.

Revision: 0023
Follows: 0022
"""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ITEMS = {"reminder_id": "reminders", "todo_id": "todos", "event_id": "calendar_events"}

# An alert is read with its item's title, and not at all while the item is in the trash. So it has
# another version then, which open tabs are told. The argument names the column of `alerts`.
TOUCH = """
CREATE FUNCTION touch_alerts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('UPDATE public.alerts SET version = version + 1'
        ' WHERE owner_id = $1 AND %I = $2 AND state IN (''due'', ''missed'', ''snoozed'')',
        tg_argv[0])
        USING new.owner_id, new.id;
    RETURN NULL;
END $$
"""
TOUCH_ALERTS = """
CREATE TRIGGER touch_alerts AFTER UPDATE OF deleted_at, title ON {table}
    FOR EACH ROW WHEN (
        (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) OR old.title <> new.title
    )
    EXECUTE FUNCTION touch_alerts('{column}')
"""


def upgrade() -> None:
    op.execute(TOUCH)
    for column, table in ITEMS.items():
        op.execute(TOUCH_ALERTS.format(table=table, column=column))


def downgrade() -> None:
    for table in ITEMS.values():
        op.execute(f"DROP TRIGGER touch_alerts ON {table}")
    op.execute("DROP FUNCTION touch_alerts")
