"""The hand-written page's SQL: session lookup, row-level security, the list and the toggle."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

_SET_ROLE = "SELECT set_config('role', 'umbra_app', true)"
_OWNER_OF = """
    SELECT owners.id FROM sessions
    JOIN accounts ON accounts.id = sessions.account_id
    JOIN owners ON owners.account_id = accounts.id
    WHERE sessions.token_hash = %s AND sessions.expires_at > now()
      AND sessions.locked_at IS NULL AND accounts.disabled_at IS NULL
"""
_SET_OWNER = "SELECT set_config('umbra.owner_id', %s, true)"
_COLUMNS = """
    id, version, title, priority, due_date, completed_at IS NOT NULL AS completed,
    ARRAY(
        SELECT tags.name FROM todo_tags
        JOIN tags ON tags.owner_id = todo_tags.owner_id AND tags.id = todo_tags.tag_id
        WHERE todo_tags.owner_id = todos.owner_id AND todo_tags.todo_id = todos.id
        ORDER BY tags.name
    ) AS tags
"""
_LIST = f"""
    SELECT {_COLUMNS} FROM todos
    WHERE owner_id = %s AND deleted_at IS NULL
    ORDER BY completed_at IS NOT NULL, coalesce(due_date, 'infinity'), position, id
    LIMIT %s
"""
_TOGGLE = f"""
    UPDATE todos SET completed_at = CASE WHEN %s THEN now() END,
        version = version + 1, updated_at = now()
    WHERE owner_id = %s AND id = %s AND deleted_at IS NULL
    RETURNING {_COLUMNS}
"""


async def authenticate(connection: AsyncConnection[Any], token: str) -> UUID | None:
    """The owner of the session `token`, with row-level security set to it; None without one."""
    await connection.execute(_SET_ROLE)
    found = await connection.execute(_OWNER_OF, [hashlib.sha256(token.encode()).digest()])
    row = await found.fetchone()
    if row is None:
        return None
    await connection.execute(_SET_OWNER, [str(row[0])])
    return row[0]


async def todos(connection: AsyncConnection[Any], owner: UUID, limit: int) -> list[dict[str, Any]]:
    """The first `limit` todos: open ones first, then by due date."""
    cursor = connection.cursor(row_factory=dict_row)
    return await (await cursor.execute(_LIST, [owner, limit])).fetchall()


async def toggle(
    connection: AsyncConnection[Any], owner: UUID, todo: UUID, *, completed: bool
) -> dict[str, Any] | None:
    """The todo after the toggle; None if it does not exist."""
    cursor = connection.cursor(row_factory=dict_row)
    return await (await cursor.execute(_TOGGLE, [completed, owner, todo])).fetchone()
