"""The audit log keeps its last thirty days, whatever instant it is asked to forget before.

Revision: 0009
Follows: 0008
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# The app's role may call this with any instant, so the least that UMBRA_LOG_DAYS may be is
# checked here, by the clock of the database: the role can set no other.
FORGET = """
CREATE OR REPLACE FUNCTION forget_audit_log(before timestamptz) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    forgotten bigint;
BEGIN{check}
    DELETE FROM public.audit_log AS entry WHERE entry.at < before;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END $$;
"""
CHECK = """
    IF before IS NULL OR before > now() - interval '30 days' THEN
        RAISE EXCEPTION 'the audit log keeps the last 30 days'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;"""


def upgrade() -> None:
    op.execute(FORGET.format(check=CHECK))


def downgrade() -> None:
    op.execute(FORGET.format(check=""))
