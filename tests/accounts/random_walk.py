"""A model of the way in, for random walks: who showed what, and so who may be in.

Pure: it is told of each act and what the house answered, and says what the answer may be.
Where the house waits (429) it may always refuse; it may never be kinder than the model.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["totp", "password_change", "mfa_setup"]
Next = Literal["totp", "password_change", "mfa_setup", "in"]
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
    """An account, with all that opens it."""

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
class Sitting:
    """A session."""

    person: Person
    expires: datetime
    begun: datetime
    touched: datetime
    proved: datetime
    locked: bool = False

    def is_fresh(self, now: datetime) -> bool:
        """Whether a secret was shown in the last five minutes, and not in the future."""
        return now - FRESH <= self.proved <= now + SKEW


@dataclass
class Step:
    """An open step. `shown`: the secret that an enforced setup told; `proved`: when the password
    or code that led to the step was shown."""

    person: Person
    kind: Kind
    expires: datetime
    proved: datetime
    shown: str | None = None


@dataclass
class Model:
    """Everything the house should know, by the cookies it gave out."""

    people: dict[str, Person] = field(default_factory=dict)
    sittings: dict[str, Sitting] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    mfa_required: bool = False
    session_days: int = 30

    def sitting(self, cookie: str | None, now: datetime) -> Sitting | None:
        """The live session of a cookie, locked if nobody touched it for too long.

        One of a later time than now counts no more: the clock was set back.
        """
        found = self.sittings.get(cookie or "")
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
        """Whether a password is this person's, now."""
        if person is None or person.disabled or person.password != password:
            return False
        return person.expires is None or person.expires > now

    def after(self, person: Person, passed: Literal["secret"] | Kind) -> Next:
        """What has to be shown next."""
        asked: dict[Kind, bool] = {
            "totp": person.secret is not None,
            "password_change": person.must_change,
            "mfa_setup": (person.must_enrol or self.mfa_required) and person.secret is None,
        }
        kinds = list(asked)
        for kind in kinds[0 if passed == "secret" else kinds.index(passed) + 1 :]:
            if asked[kind]:
                return kind
        return "in"

    def end_sittings(self, person: Person, but: Sitting | None = None) -> None:
        for cookie, found in list(self.sittings.items()):
            if found.person is person and found is not but:
                del self.sittings[cookie]

    def end_steps(self, person: Person) -> None:
        for cookie, found in list(self.steps.items()):
            if found.person is person:
                del self.steps[cookie]

    def touch(self, sitting: Sitting, now: datetime) -> None:
        if now - sitting.touched >= TOUCH_STEP:
            sitting.touched = now
