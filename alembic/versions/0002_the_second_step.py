"""The second step: challenges, second factors, what admins ask, and locking when idle.

Revision: 0002
Follows: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("challenges", "totp_secrets", "backup_codes", "policy")
FLAGS = ("password_is_short", "password_change_pending", "mfa_enforce_pending")

# Asked before every action, by whoever the session's owner is: so it looks past the wall,
# and tells one number. Without a row of settings the default of the settings holds.
AUTO_LOCK = """
CREATE FUNCTION auto_lock_minutes(whose uuid) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    own integer := 15;
    most integer;
BEGIN
    SELECT s.auto_lock_minutes INTO own FROM public.settings AS s WHERE s.owner_id = whose;
    IF NOT FOUND THEN
        own := 15;
    END IF;
    SELECT p.auto_lock_max_minutes INTO most FROM public.policy AS p;
    RETURN least(own, most);
END $$;
REVOKE ALL ON FUNCTION auto_lock_minutes(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION auto_lock_minutes(uuid) TO umbra_app;
"""


def upgrade() -> None:
    for flag in FLAGS:
        op.add_column(
            "accounts", sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false())
        )
        op.alter_column("accounts", flag, server_default=None)
    op.add_column(
        "accounts", sa.Column("password_expires_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("sessions", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sessions", sa.Column("pending_totp", sa.LargeBinary(), nullable=True))
    make_tables()
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO umbra_app")
    op.execute(AUTO_LOCK)


def downgrade() -> None:
    op.execute("DROP FUNCTION auto_lock_minutes(uuid)")
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("sessions", "pending_totp")
    op.drop_column("sessions", "proved_at")
    for column in (*FLAGS, "password_expires_at"):
        op.drop_column("accounts", column)


def make_tables() -> None:
    op.create_table(
        "challenges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("cookie_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pending_totp", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('totp', 'password_change', 'mfa_setup')", name="challenge_kind_is_known"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("cookie_hash"),
    )
    op.create_index(op.f("ix_challenges_account_id"), "challenges", ["account_id"], unique=False)
    op.create_index(op.f("ix_challenges_expires_at"), "challenges", ["expires_at"], unique=False)
    op.create_table(
        "totp_secrets",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "backup_codes",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("selector", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "selector"),
    )
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("registration_open", sa.Boolean(), nullable=False),
        sa.Column("mfa_required", sa.Boolean(), nullable=False),
        sa.Column("mfa_required_from", sa.Date(), nullable=True),
        sa.Column("pin_allowed", sa.Boolean(), nullable=False),
        sa.Column("session_days", sa.Integer(), nullable=False),
        sa.Column("auto_lock_max_minutes", sa.Integer(), nullable=True),
        sa.Column("password_min_length", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="policy_is_one"),
        sa.PrimaryKeyConstraint("id"),
    )
