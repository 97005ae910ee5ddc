"""The ground floor: every table, the owner wall, the notices of changes, the search.

The wall: the app works as the role `umbra_app`, which owns nothing, so row-level security
binds it; a policy on each walled table shows it the rows of the owner set in the
transaction. Owner and policies are the migrating user's.

Revision: 0001
Follows: nothing
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


WALLED = ("settings", "tags", "todos", "todo_tags", "idempotency_keys")
OPEN = ("house", "accounts", "owners", "sessions", "throttles")
ANNOUNCED = {"todos": "todo", "tags": "tag", "settings": "settings"}

# Asked once a statement, not once a row, because it stands in a subselect.
CURRENT_OWNER = "(SELECT nullif(current_setting('umbra.owner_id', true), '')::uuid)"

# No content: whose it is, what it is, and which version (null: deleted, or a kind without).
ANNOUNCE_ITEM = """
CREATE FUNCTION announce_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    item record := coalesce(new, old);
    item_id uuid;
    item_version integer;
BEGIN
    IF tg_argv[0] = 'settings' THEN
        item_id := item.owner_id;
    ELSE
        item_id := item.id;
    END IF;
    IF tg_argv[0] <> 'tag' AND tg_op <> 'DELETE' THEN
        item_version := item.version;
    END IF;
    PERFORM pg_notify('umbra', json_build_object(
        'owner', item.owner_id, 'kind', tg_argv[0], 'id', item_id, 'version', item_version)::text);
    RETURN NULL;
END $$
"""

ANNOUNCE_SESSION = """
CREATE FUNCTION announce_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('umbra', json_build_object(
        'session', old.id, 'account', old.account_id, 'event', CASE
            WHEN tg_op = 'DELETE' THEN 'ended'
            WHEN new.locked_at IS NULL THEN 'unlocked'
            ELSE 'locked' END)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER announce_end AFTER DELETE ON sessions
    FOR EACH ROW EXECUTE FUNCTION announce_session();
CREATE TRIGGER announce_lock AFTER UPDATE OF locked_at ON sessions
    FOR EACH ROW WHEN ((old.locked_at IS NULL) <> (new.locked_at IS NULL))
    EXECUTE FUNCTION announce_session();
"""

# Words are cut at punctuation, or the parser would keep an address or a tag as one.
WORDS = """
CREATE FUNCTION todo_words(title text, notes text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('simple'::regconfig,
        translate(title || ' ' || notes, '@./:+#<>&_-', '           '))
"""

# The text search operator is not leakproof, so under the wall its index is out of reach.
# This function looks past the wall and keeps to the set owner itself. Every word counts as
# the beginning of one; quoting each makes any input a harmless query.
SEARCH = f"""
CREATE FUNCTION search_todos(query text) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    whose uuid := {CURRENT_OWNER};
    words tsquery := (
        SELECT string_agg($q$'$q$ || replace(word, $q$'$q$, $q$''$q$) || $q$':*$q$, ' & ')
        FROM unnest(tsvector_to_array(public.todo_words(query, ''))) AS word);
BEGIN
    RETURN QUERY
        SELECT t.id FROM public.todos AS t
        WHERE t.owner_id = whose AND public.todo_words(t.title, t.notes) @@ words;
END $$;
REVOKE ALL ON FUNCTION search_todos(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_todos(text) TO umbra_app;
"""


def upgrade() -> None:
    op.execute(WORDS)
    make_tables()
    build_wall()
    announce_changes()
    op.execute(SEARCH)


def downgrade() -> None:
    op.execute("DROP FUNCTION search_todos(text)")
    drop_tables()
    op.execute("DROP FUNCTION announce_session(), announce_item(), todo_words(text, text)")


def build_wall() -> None:
    for table in WALLED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY owner_wall ON {table} TO umbra_app"
            f" USING (owner_id = {CURRENT_OWNER}) WITH CHECK (owner_id = {CURRENT_OWNER})"
        )
    op.execute("GRANT USAGE ON SCHEMA public TO umbra_app")
    for table in WALLED + OPEN:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO umbra_app")
    op.execute("GRANT SELECT, INSERT ON audit_log TO umbra_app")


def announce_changes() -> None:
    op.execute(ANNOUNCE_ITEM)
    for table, kind in ANNOUNCED.items():
        op.execute(
            f"CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION announce_item('{kind}')"
        )
    op.execute(ANNOUNCE_SESSION)


def make_tables() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("username_key", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("pin_hash", sa.String(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('admin', 'member')", name="account_role_is_known"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("username_key"),
    )
    op.create_table(
        "house",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key_check", sa.LargeBinary(), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name="house_is_one"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "throttles",
        sa.Column("bucket", sa.LargeBinary(), nullable=False),
        sa.Column("charges", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("bans", sa.Integer(), nullable=False),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("bucket"),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("user_agent", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_audit_log_account", "audit_log", ["account_id", "id"], unique=False)
    op.create_table(
        "owners",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("user_agent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], unique=False)
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "key"),
    )
    op.create_index(
        op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False
    )
    op.create_table(
        "settings",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("time_zone_confirmed", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("week_start", sa.String(), nullable=False),
        sa.Column("week_numbers", sa.Boolean(), nullable=False),
        sa.Column("dashboard_cards", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("accent", sa.String(), nullable=False),
        sa.Column("background", sa.String(), nullable=False),
        sa.Column("upcoming_days", sa.Integer(), nullable=False),
        sa.Column("auto_lock_minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "accent IN ('indigo', 'blue', 'teal', 'green', 'amber', 'orange', 'rose', 'violet')",
            name="accent_is_known",
        ),
        sa.CheckConstraint("theme IN ('light', 'dark', 'system')", name="theme_is_known"),
        sa.CheckConstraint(
            "week_start IN ('monday', 'sunday', 'saturday')", name="week_start_is_known"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id"),
    )
    op.create_table(
        "tags",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "id"),
        sa.UniqueConstraint("owner_id", "name_key"),
    )
    op.create_table(
        "todos",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(collation="C"), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("due_time", sa.Time(), nullable=True),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.String(collation="C"), nullable=False),
        sa.CheckConstraint(
            "priority IN ('none', 'low', 'medium', 'high')", name="priority_is_known"
        ),
        sa.CheckConstraint("due_time IS NULL OR due_date IS NOT NULL", name="a_time_needs_a_day"),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "id"),
    )
    op.create_index(
        "ix_todos_category",
        "todos",
        ["owner_id", "category"],
        unique=False,
        postgresql_where=sa.text("category IS NOT NULL AND deleted_at IS NULL"),
    )
    op.create_index(
        "ix_todos_done",
        "todos",
        ["owner_id", "completed_at", "id"],
        unique=False,
        postgresql_where=sa.text("completed_at IS NOT NULL AND deleted_at IS NULL"),
    )
    op.create_index(
        "ix_todos_open_created",
        "todos",
        ["owner_id", sa.literal_column("created_at"), sa.literal_column("id")],
        unique=False,
        postgresql_where=sa.text("completed_at IS NULL AND deleted_at IS NULL"),
    )
    op.create_index(
        "ix_todos_open_due",
        "todos",
        [
            "owner_id",
            sa.literal_column(
                "(\nCASE\n    WHEN due_date IS NULL THEN 'infinity'::date\n    ELSE due_date\nEND)"
            ),
            sa.literal_column("position"),
            sa.literal_column("id"),
        ],
        unique=False,
        postgresql_where=sa.text("completed_at IS NULL AND deleted_at IS NULL"),
    )
    op.create_index(
        "ix_todos_open_priority",
        "todos",
        [
            "owner_id",
            sa.literal_column(
                "(\nCASE priority\n    WHEN 'high'::text THEN 0\n    WHEN 'medium'::text THEN 1\n    WHEN 'low'::text THEN 2\n    ELSE 3\nEND)"
            ),
            sa.literal_column(
                "(\nCASE\n    WHEN due_date IS NULL THEN 'infinity'::date\n    ELSE due_date\nEND)"
            ),
            sa.literal_column("position"),
            sa.literal_column("id"),
        ],
        unique=False,
        postgresql_where=sa.text("completed_at IS NULL AND deleted_at IS NULL"),
    )
    op.create_index(
        "ix_todos_open_title",
        "todos",
        ["owner_id", sa.literal_column("title_key"), sa.literal_column("id")],
        unique=False,
        postgresql_where=sa.text("completed_at IS NULL AND deleted_at IS NULL"),
    )
    op.create_index(
        "ix_todos_trash",
        "todos",
        ["owner_id", "deleted_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(
        "ix_todos_words",
        "todos",
        [sa.literal_column("todo_words(title::text, notes::text)")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "todo_tags",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("todo_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id", "tag_id"], ["tags.owner_id", "tags.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id", "todo_id"], ["todos.owner_id", "todos.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["owners.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "todo_id", "tag_id"),
    )
    op.create_index(
        "ix_todo_tags_tag", "todo_tags", ["owner_id", "tag_id", "todo_id"], unique=False
    )


def drop_tables() -> None:
    for table in ("todo_tags", "todos", "tags", "settings", "idempotency_keys"):
        op.drop_table(table)
    for table in ("sessions", "owners", "audit_log", "throttles", "house", "accounts"):
        op.drop_table(table)
