"""The outcomes of a sign-in attempt: a session, or a required further step.

`umbra.accounts.flows.next_step.next_outcome` is the one place that chooses between them.
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
    """The data of an account that the account itself can see."""

    id: UUID
    username: str
    display_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class SignInComplete:
    """Signed in. The session token and the device cookie go into cookies and nowhere else."""

    account: AccountView
    session: NewSession
    device: Device
    backup_codes: list[str] | None = None


@dataclass(frozen=True, slots=True)
class StepRequired:
    """A further step is required: `challenge` has a token for the cookie and one for the body.

    `password_min_length`: the minimum length in characters of a password chosen at this step.
    """

    challenge: NewChallenge
    password_min_length: int


Outcome = SignInComplete | StepRequired


@dataclass(frozen=True, slots=True)
class OpenStep:
    """The sign-in step that a browser is at, and the seconds until it expires."""

    name: Step
    expires_in: int


@dataclass(frozen=True, slots=True)
class Status:
    """What the lock screen needs to know before the user has identified themselves.

    `sign_in`: the methods that at least one account can use. `pin_alone`: the PIN needs no user
    name, since the only account signs in by PIN. `unlock`: the methods that unlock a locked
    session. `confirm`: the methods of reauthentication for a live session that must set up a
    second factor. `locks_in`: seconds until an open session locks unless it is touched (null:
    never by itself). `password_min_length`: the minimum length in characters of a new password;
    with a second factor a shorter one is accepted.
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
