"""Tells the open tabs where somebody signs in or out, and everybody's that the policy changed.

Revision: 0008
Follows: 0007
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# To its account's other tabs; of an account that is being deleted nobody is left to be told.
SESSIONS = """
CREATE FUNCTION announce_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record := coalesce(new, old);
BEGIN
    PERFORM pg_notify('umbra', json_build_object(
        'owner', owners.id, 'kind', 'session', 'id', changed.id, 'version', NULL)::text)
    FROM public.owners WHERE owners.account_id = changed.account_id;
    RETURN NULL;
END $$;
CREATE TRIGGER announce_list AFTER INSERT OR DELETE ON sessions
    FOR EACH ROW EXECUTE FUNCTION announce_sessions();
"""

POLICY = """
CREATE FUNCTION announce_policy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('umbra', json_build_object('everybody', 'policy')::text);
    RETURN NULL;
END $$;
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON policy
    FOR EACH STATEMENT EXECUTE FUNCTION announce_policy();
"""


def upgrade() -> None:
    op.execute(SESSIONS)
    op.execute(POLICY)


def downgrade() -> None:
    op.execute("DROP TRIGGER announce ON policy")
    op.execute("DROP FUNCTION announce_policy()")
    op.execute("DROP TRIGGER announce_list ON sessions")
    op.execute("DROP FUNCTION announce_sessions()")
