"""Who acts. Every service call takes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Role = Literal["admin", "member"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in account acting through one session.

    `owner_id` says whose things it sees: what the owner wall is set to.
    """

    account_id: UUID
    owner_id: UUID
    role: Role
    session_id: UUID
