"""What migrations do for every table of items: row-level security, grants, NOTIFY, search.

Migrations call these functions, so a released one is never edited: a later need gets a function
of its own beside it, or the databases made before would differ from those made after.
"""

from __future__ import annotations

from alembic import op

CURRENT_OWNER = "(SELECT nullif(current_setting('umbra.owner_id', true), '')::uuid)"
"""The owner set for the transaction; in a subselect, so that it is asked once a statement."""


def row_security(table: str, notify_as: str | None = None) -> None:
    """Puts `table` behind the owner wall: row-level security by `owner_id`, for `umbra_app`.

    `notify_as` is the kind under which each change of a row is announced (LISTEN/NOTIFY);
    its rows then need the columns `id` and `version`.
    """
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY owner_wall ON {table} TO umbra_app"
        f" USING (owner_id = {CURRENT_OWNER}) WITH CHECK (owner_id = {CURRENT_OWNER})"
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO umbra_app")
    if notify_as is not None:
        op.execute(
            f"CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION announce_item('{notify_as}')"
        )


def searchable(table: str) -> None:
    """An index over the column `words`, and the function `search_<table>(query)` that uses it.

    The operator of text search is not leakproof, so under row-level security its index is out
    of reach. The function runs with its owner's rights and keeps to the set owner itself; it
    gives the ids of that owner's rows, those in the trash included.
    """
    op.execute(f"CREATE INDEX ix_{table}_words ON {table} USING gin (words)")
    op.execute(f"""
CREATE FUNCTION search_{table}(query tsquery) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    whose uuid := {CURRENT_OWNER};
BEGIN
    RETURN QUERY SELECT t.id FROM public.{table} AS t WHERE t.owner_id = whose AND t.words @@ query;
END $$""")
    op.execute(f"REVOKE ALL ON FUNCTION search_{table}(tsquery) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION search_{table}(tsquery) TO umbra_app")


def not_searchable(table: str) -> None:
    """Takes back `searchable`; the column `words` is the table's own."""
    op.execute(f"DROP FUNCTION search_{table}(tsquery)")
    op.execute(f"DROP INDEX ix_{table}_words")
