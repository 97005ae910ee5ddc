"""A pure model of sign-in for stateful tests: which secrets were shown, so who can be signed in.

It records each action and its response, and predicts which responses are allowed. The server
may refuse more often than the model (429), but must never allow more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["totp", "password_change", "mfa_setup"]
Next = Literal["totp", "password_change", "mfa_setup", "signed_in"]
IDLE = timedelta(minutes=15)
FRESH = timedelta(minutes=5)
TOUCH_STEP = timedelta(seconds=5)
SKEW = timedelta(seconds=5)
LIFETIMES: dict[Kind, timedelta] = {
    "totp": timedelta(minutes=5),
    "password_change": timedelta(minutes=15),
    "mfa_setup": timedelta(minutes=15),
}


@dataclass
class Person:
    """An account and its secrets."""

    name: str
    password: str
    role: str = "member"
    id: str = ""
    secret: str | None = None
    last_step: int = -1
    codes: list[str] = field(default_factory=list)
    spent: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    expires: datetime | None = None
    must_change: bool = False
    must_enrol: bool = False
    disabled: bool = False


@dataclass
class ModelSession:
    """A session."""

    person: Person
    expires: datetime
    begun: datetime
    touched: datetime
    proved: datetime
    locked: bool = False

    def is_fresh(self, now: datetime) -> bool:
        """Whether the last reauthentication is recent: within five minutes, not in the future."""
        return now - FRESH <= self.proved <= now + SKEW


@dataclass
class Step:
    """An open challenge.

    `shown`: the secret that an enforced setup showed. `proved`: when the password or code
    before the step was verified.
    """

    person: Person
    kind: Kind
    expires: datetime
    proved: datetime
    shown: str | None = None


@dataclass
class Model:
    """The expected state of the server, by the cookies that it has set."""

    people: dict[str, Person] = field(default_factory=dict)
    sessions: dict[str, ModelSession] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    mfa_required: bool = False
    session_days: int = 30

    def session(self, cookie: str | None, now: datetime) -> ModelSession | None:
        """The live session of a cookie, locked if it was idle for too long.

        A session from the future is invalid: the clock was set back.
        """
        found = self.sessions.get(cookie or "")
        if found is None or found.person.disabled or not found.begun - SKEW <= now < found.expires:
            return None
        idle = not now - IDLE < found.touched <= now + SKEW
        found.locked = found.locked or idle
        return found

    def step(self, cookie: str | None, kind: Kind, now: datetime) -> Step | None:
        found = self.steps.get(cookie or "")
        if found is None or found.kind != kind:
            return None
        begun = found.expires - LIFETIMES[kind]
        return found if begun - SKEW <= now < found.expires else None

    def opens(self, person: Person | None, password: str, now: datetime) -> bool:
        """Whether this is the person's password and it is valid now."""
        if person is None or person.disabled or person.password != password:
            return False
        return person.expires is None or person.expires > now

    def after(self, person: Person, passed: Literal["secret"] | Kind) -> Next:
        """The step after `passed`."""
        required: dict[Kind, bool] = {
            "totp": person.secret is not None,
            "password_change": person.must_change,
            "mfa_setup": (person.must_enrol or self.mfa_required) and person.secret is None,
        }
        kinds = list(required)
        for kind in kinds[0 if passed == "secret" else kinds.index(passed) + 1 :]:
            if required[kind]:
                return kind
        return "signed_in"

    def end_sessions(self, person: Person, but: ModelSession | None = None) -> None:
        for cookie, found in list(self.sessions.items()):
            if found.person is person and found is not but:
                del self.sessions[cookie]

    def end_steps(self, person: Person) -> None:
        for cookie, found in list(self.steps.items()):
            if found.person is person:
                del self.steps[cookie]

    def touch(self, session: ModelSession, now: datetime) -> None:
        if now - session.touched >= TOUCH_STEP:
            session.touched = now
