"""Search words in a stored column, made by one Python function for texts and queries alike.

Accents, apostrophes, signs like those of "C++" and scripts without spaces are beyond what
`to_tsvector` can be told, so `umbra.core.search` makes the words of existing rows too.

Revision: 0013
Follows: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

from umbra.core.search import search_vector
from umbra.runtime.ddl import CURRENT_OWNER, not_searchable, searchable

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BATCH = 1000

# Printed for an administrator, a migration can't call Python: accents and signs of these rows
# are found as written until they are next changed.
APPROXIMATE = """
UPDATE todos SET words = array_to_tsvector(tsvector_to_array(
    to_tsvector('simple'::regconfig, title || ' ' || notes)))
"""

NEXT = sa.text("""
SELECT owner_id, id, title, notes FROM todos
WHERE (owner_id, id) > (CAST(:owner_id AS uuid), CAST(:id AS uuid)) ORDER BY owner_id, id LIMIT :most
""")
FILL = sa.text("""
UPDATE todos SET words = CAST(:words AS tsvector) WHERE owner_id = :owner_id AND id = :id
""")

# As they were made by migration 0001.
OLD_WORDS = """
CREATE FUNCTION todo_words(title text, notes text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('simple'::regconfig,
        translate(title || ' ' || notes, '@./:+#<>&_-', '           '))
"""
OLD_INDEX = "CREATE INDEX ix_todos_words ON todos USING gin (todo_words(title::text, notes::text))"
OLD_SEARCH = f"""
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
    op.execute("DROP FUNCTION search_todos(text)")
    op.execute("DROP INDEX ix_todos_words")
    op.execute("DROP FUNCTION todo_words(text, text)")
    op.add_column("todos", sa.Column("words", postgresql.TSVECTOR(), nullable=True))
    # What is filled in is no change of an item: no open tab has to hear of it.
    op.execute("ALTER TABLE todos DISABLE TRIGGER announce")
    if context.is_offline_mode():
        op.execute(APPROXIMATE)
    else:
        fill()
    op.execute("ALTER TABLE todos ENABLE TRIGGER announce")
    op.alter_column("todos", "words", nullable=False)
    searchable("todos")


def fill() -> None:
    connection = op.get_bind()
    nil = "00000000-0000-0000-0000-000000000000"
    place = {"owner_id": nil, "id": nil}
    while rows := connection.execute(NEXT, {**place, "most": BATCH}).all():
        connection.execute(
            FILL,
            [
                {
                    "owner_id": row.owner_id,
                    "id": row.id,
                    "words": search_vector(row.title, row.notes),
                }
                for row in rows
            ],
        )
        place = {"owner_id": rows[-1].owner_id, "id": rows[-1].id}


def downgrade() -> None:
    not_searchable("todos")
    op.drop_column("todos", "words")
    op.execute(OLD_WORDS)
    op.execute(OLD_INDEX)
    op.execute(OLD_SEARCH)
