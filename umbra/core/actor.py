"""The actor: the account on whose behalf a service call runs. Every service call takes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Role = Literal["admin", "member"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in account acting through one session.

    `owner_id` is the owner whose rows it can access: row-level security is set to this id.
    """

    account_id: UUID
    owner_id: UUID
    role: Role
    session_id: UUID
