"""All tables of UMBRA: those behind the owner wall (row-level security), and the others.

A test compares the two lists with the database's catalogue.
"""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import SQLModel

import umbra.accounts.models
import umbra.alerts.models
import umbra.events.models
import umbra.locations.models
import umbra.people.models
import umbra.preferences.models
import umbra.projects.models
import umbra.reminders.models
import umbra.tags.models
import umbra.todos.models
import umbra.web.models  # noqa: F401  (imported for their tables)

WALLED = frozenset(
    {
        "settings",
        "tags",
        "todos",
        "todo_tags",
        "todo_people",
        "locations",
        "location_tags",
        "calendar_events",
        "event_exceptions",
        "event_tags",
        "projects",
        "project_tags",
        "tasks",
        "task_tags",
        "task_comments",
        "task_people",
        "event_people",
        "reminders",
        "reminder_tags",
        "alarms",
        "alerts",
        "people",
        "person_tags",
        "person_days",
        "person_contacts",
        "relationships",
        "person_merges",
        "person_photos",
        "idempotency_keys",
    }
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
        "zone_rules",
        "due",
    }
)


def metadata() -> MetaData:
    return SQLModel.metadata
