"""Every table of the house, and on which side of the owner wall it stands.

A test on the catalogue puts each table into exactly one of the two lists.
"""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import SQLModel

import umbra.accounts.models
import umbra.locations.models
import umbra.preferences.models
import umbra.tags.models
import umbra.todos.models
import umbra.web.models  # noqa: F401  (imported for their tables)

WALLED = frozenset(
    {"settings", "tags", "todos", "todo_tags", "locations", "location_tags", "idempotency_keys"}
)
OPEN = frozenset(
    {
        "instance",
        "accounts",
        "owners",
        "sessions",
        "throttles",
        "devices",
        "challenges",
        "totp_secrets",
        "backup_codes",
        "policy",
        "invites",
        "api_tokens",
        "audit_log",
        "notices",
    }
)


def metadata() -> MetaData:
    return SQLModel.metadata
