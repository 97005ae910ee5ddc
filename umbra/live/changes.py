"""The notifications (NOTIFY) of the database after a change: owner, kind and id, no content.

The payloads are written by the row triggers in the migrations (channel `umbra`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

CHANNEL = "umbra"

SessionEvent = Literal["ended", "locked", "unlocked"]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One row of one owner was inserted, updated or deleted."""

    owner_id: UUID
    kind: str
    id: str
    version: int


@dataclass(frozen=True, slots=True)
class SessionChange:
    """One session ended, was locked or was unlocked."""

    session_id: UUID
    event: SessionEvent


@dataclass(frozen=True, slots=True)
class BroadcastChange:
    """Something changed that concerns all accounts, such as the policy."""

    kind: str


Change = ItemChange | SessionChange | BroadcastChange


def parse(payload: str) -> Change:
    """The change in a notification's payload.

    Raises ValueError, KeyError or TypeError if the payload is not valid.
    """
    fields = json.loads(payload)
    if "everybody" in fields:
        return BroadcastChange(str(fields["everybody"]))
    if "session" in fields:
        return SessionChange(UUID(fields["session"]), fields["event"])
    return ItemChange(
        UUID(fields["owner"]), fields["kind"], str(fields["id"]), int(fields["version"] or 0)
    )
