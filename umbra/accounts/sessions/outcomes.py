"""What trying to get in may lead to: a session, or a step on the way to one.

Which of them is chosen in one place: `umbra.accounts.flows.next_step.next_outcome`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from umbra.accounts.primitives.sign_in_steps import Step
from umbra.accounts.rate_limiting.devices import Device
from umbra.accounts.sessions.challenges import NewChallenge
from umbra.accounts.sessions.sessions import NewSession
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
class SignInComplete:
    """In: the session's token and the device's proof go into cookies, and nowhere else."""

    account: AccountView
    session: NewSession
    device: Device
    backup_codes: list[str] | None = None


@dataclass(frozen=True, slots=True)
class StepRequired:
    """Not in yet: the challenge's cookie goes into a cookie, its token to who asked.

    `password_min_length`: what a password that is chosen at this step must have at least.
    """

    challenge: NewChallenge
    password_min_length: int


Outcome = SignInComplete | StepRequired


@dataclass(frozen=True, slots=True)
class OpenStep:
    """The step a browser is at, and how many seconds it has left for it."""

    name: Step
    expires_in: int


@dataclass(frozen=True, slots=True)
class Status:
    """What the lock screen has to know before anybody says who they are.

    `sign_in` names the ways that some account may use; `pin_alone` that the PIN needs no
    user name, since the house has one account and it signs in by PIN. `unlock` names the
    ways to open a locked session, and `confirm` how a live one that must set up a second factor
    confirms first who it is; `locks_in` says in how many seconds an open one locks
    unless it is touched (null: not by itself). `password_min_length` counts for whoever
    chooses a password here: fewer characters will do beside a second factor.
    """

    setup_required: bool
    registration_open: bool
    authenticated: bool
    locked: bool
    sign_in: list[Method]
    pin_alone: bool
    step: OpenStep | None
    account: AccountView | None
    unlock: list[Method]
    confirm: list[Method]
    locks_in: int | None
    password_min_length: int
