"""What admins see: lockouts with whose they are, a log that filters, and that ends.

Revision: 0005
Follows: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FILTERED = ("account_id", "action", "result", "address")

# The app's role may neither change nor delete an entry; this takes from the old end only.
FORGET = """
CREATE FUNCTION forget_audit_log(before timestamptz) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    forgotten bigint;
BEGIN
    DELETE FROM public.audit_log AS entry WHERE entry.at < before;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END $$;
REVOKE ALL ON FUNCTION forget_audit_log(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_audit_log(timestamptz) TO umbra_app;
"""


def upgrade() -> None:
    tell_whose_lockouts()
    op.add_column(
        "audit_log",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
    )
    op.drop_index("ix_audit_log_account", table_name="audit_log")
    op.create_index("ix_audit_log_at", "audit_log", ["at", "number"])
    for column in FILTERED:
        op.create_index(f"ix_audit_log_{column}", "audit_log", [column, "at", "number"])
    op.execute(FORGET)


def downgrade() -> None:
    op.execute("DROP FUNCTION forget_audit_log(timestamptz)")
    for column in (*FILTERED, "at"):
        op.drop_index(f"ix_audit_log_{column}", table_name="audit_log")
    op.create_index("ix_audit_log_account", "audit_log", ["account_id", "id"])
    op.drop_column("audit_log", "number")
    for column in ("network", "account_id", "kind"):
        op.drop_column("throttles", column)


def tell_whose_lockouts() -> None:
    op.add_column("throttles", sa.Column("kind", sa.String(), nullable=False, server_default=""))
    op.alter_column("throttles", "kind", server_default=None)
    op.add_column("throttles", sa.Column("account_id", sa.Uuid(), nullable=True))
    op.add_column("throttles", sa.Column("network", sa.String(), nullable=True))
    op.create_index(
        "ix_throttles_account",
        "throttles",
        ["account_id"],
        postgresql_where=sa.text("account_id IS NOT NULL"),
    )
    op.create_index(
        "ix_throttles_blocked",
        "throttles",
        ["blocked_until"],
        postgresql_where=sa.text("blocked_until IS NOT NULL"),
    )
