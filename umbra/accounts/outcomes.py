"""What trying to get in may lead to.

Today one outcome: a session. Steps on the way (a second factor, a new password) are
further members of `Outcome`, chosen in one place: `umbra.accounts.service.next_outcome`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from umbra.accounts.devices import Device
from umbra.accounts.sessions import NewSession
from umbra.core.actor import Role

Method = Literal["password", "pin"]


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as it may see itself."""

    id: UUID
    username: str
    display_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """In: the session's token and the device's proof go into cookies, and nowhere else."""

    account: AccountView
    session: NewSession
    device: Device


Outcome = SignedIn


@dataclass(frozen=True, slots=True)
class Status:
    """What the lock screen has to know before anybody says who they are.

    `sign_in` names the ways that some account may use; `pin_alone` that the PIN needs no
    user name, since the house has one account and it signs in by PIN.
    """

    setup_required: bool
    registration_open: bool
    authenticated: bool
    locked: bool
    sign_in: list[Method]
    pin_alone: bool
    step: None
    account: AccountView | None
