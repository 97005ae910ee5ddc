"""What an account has not seen of its log; when a token was last used.

Revision: 0006
Follows: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Whose, and that there is one; an account that is being deleted has no owner to tell.
ANNOUNCE = """
CREATE FUNCTION announce_notice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    notice record := coalesce(new, old);
BEGIN
    PERFORM pg_notify('umbra', json_build_object(
        'owner', owners.id, 'kind', 'notice', 'id', notice.entry_id, 'version', NULL)::text)
    FROM public.owners WHERE owners.account_id = notice.account_id;
    RETURN NULL;
END $$;
CREATE TRIGGER announce AFTER INSERT OR DELETE ON notices
    FOR EACH ROW EXECUTE FUNCTION announce_notice();
"""


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_log.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    op.create_index(op.f("ix_notices_account_id"), "notices", ["account_id"], unique=False)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON notices TO umbra_app")
    op.execute(ANNOUNCE)
    op.add_column(
        "api_tokens", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("api_tokens", "last_used_at")
    op.drop_table("notices")
    op.execute("DROP FUNCTION announce_notice()")
