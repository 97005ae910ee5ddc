"""Alerts, what falls due, and the triggers that keep both: no alert is planned for what rests.

Revision: 0019
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from umbra.runtime.ddl import row_security

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

LOCAL = sa.DateTime(timezone=False)
INSTANT = sa.DateTime(timezone=True)

# The row of `due` follows its alert; the worker is told the instant, and no more.
SCHEDULE = """
CREATE FUNCTION schedule_alert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'DELETE' OR new.wakes_at IS NULL THEN
        DELETE FROM public.due WHERE owner_id = old.owner_id AND id = old.id;
        RETURN NULL;
    END IF;
    INSERT INTO public.due (run_at, owner_id, kind, id, occurrence)
        VALUES (new.wakes_at, new.owner_id, 'reminder', new.id, new.occurrence)
        ON CONFLICT (owner_id, id)
        DO UPDATE SET run_at = excluded.run_at, occurrence = excluded.occurrence;
    PERFORM pg_notify('umbra_due', extract(epoch FROM new.wakes_at)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER schedule AFTER INSERT OR DELETE OR UPDATE OF wakes_at, occurrence ON alerts
    FOR EACH ROW EXECUTE FUNCTION schedule_alert();
"""

# A planned alert is not shown anywhere, so open tabs are not told of it.
ANNOUNCE = """
CREATE TRIGGER announce_insert AFTER INSERT ON alerts
    FOR EACH ROW WHEN (new.state <> 'planned') EXECUTE FUNCTION announce_item('alert');
CREATE TRIGGER announce_update AFTER UPDATE ON alerts
    FOR EACH ROW WHEN (old.state <> 'planned' OR new.state <> 'planned')
    EXECUTE FUNCTION announce_item('alert');
CREATE TRIGGER announce_delete AFTER DELETE ON alerts
    FOR EACH ROW WHEN (old.state <> 'planned') EXECUTE FUNCTION announce_item('alert');
"""

# What is in the trash rests: nothing of it is planned, and nothing of it wakes the worker.
REST = """
CREATE FUNCTION rest_alerts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM public.alerts
        WHERE owner_id = new.owner_id AND reminder_id = new.id AND state = 'planned';
    UPDATE public.alerts SET wakes_at = NULL
        WHERE owner_id = new.owner_id AND reminder_id = new.id AND wakes_at IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER rest_alerts AFTER UPDATE OF deleted_at ON reminders
    FOR EACH ROW WHEN (old.deleted_at IS NULL AND new.deleted_at IS NOT NULL)
    EXECUTE FUNCTION rest_alerts();
"""

PLAN_EXISTING = """
INSERT INTO alerts (owner_id, id, version, created_at, updated_at, reminder_id, occurrence,
    run_at, state, wakes_at, channel)
SELECT owner_id, gen_random_uuid(), 1, now(), now(), id, occurrence, due_at,
    CASE WHEN due_at > now() THEN 'planned' ELSE 'missed' END,
    CASE WHEN due_at > now() THEN due_at END, 'app'
FROM reminders WHERE dismissed_at IS NULL AND deleted_at IS NULL
"""


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("reminder_id", sa.Uuid(), nullable=True),
        sa.Column("occurrence", LOCAL, nullable=False),
        sa.Column("run_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("snoozed_until", INSTANT, nullable=True),
        sa.Column("shown_at", INSTANT, nullable=True),
        sa.Column("dismissed_at", INSTANT, nullable=True),
        sa.Column("wakes_at", INSTANT, nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'due', 'snoozed', 'missed', 'dismissed')", name="state_is_known"
        ),
        sa.CheckConstraint(
            "(state = 'snoozed') = (snoozed_until IS NOT NULL)", name="a_snoozed_one_has_its_end"
        ),
        sa.CheckConstraint(
            "(state = 'dismissed') = (dismissed_at IS NOT NULL)", name="dismissed_at_an_instant"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["owner_id", "reminder_id"], ["reminders.owner_id", "reminders.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    op.create_index(
        "ix_alerts_reminder", "alerts", ["owner_id", "reminder_id", "occurrence"], unique=True
    )
    op.create_index("ix_alerts_run", "alerts", ["owner_id", "run_at", "id"])
    op.create_index(
        "ix_alerts_open",
        "alerts",
        ["owner_id", "run_at", "id"],
        postgresql_where=sa.text("state = ANY (ARRAY['due'::text, 'missed'::text])"),
    )
    op.create_table(
        "due",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("run_at", INSTANT, nullable=False),
        sa.Column("occurrence", LOCAL, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    op.create_index("ix_due_run", "due", ["run_at"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON due TO umbra_app")
    row_security("alerts")
    op.execute(SCHEDULE)
    op.execute(ANNOUNCE)
    op.execute(REST)
    op.execute(PLAN_EXISTING)


def downgrade() -> None:
    op.execute("DROP TRIGGER rest_alerts ON reminders")
    op.execute("DROP FUNCTION rest_alerts")
    op.drop_table("due")
    op.drop_table("alerts")
    op.execute("DROP FUNCTION schedule_alert")
