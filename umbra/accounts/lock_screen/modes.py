"""Which mode the lock screen is in and what moves it on: pure, no clock, no I/O.

```
opening ──opened──> setup ──signed_in──> away
        │             └─────conflict──> login
        ├─────────> login ──signed_in──> away
        └─────────> away                        (signed in already)
```
Every other outcome stays in its mode and says what to do. A later mode is one more
name here, one more line in `opened` or `after`, and one more component in the card.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from umbra.core.errors import TooManyAttempts

Mode = Literal["opening", "setup", "login", "away"]
Way = Literal["password", "pin"]

MOST_ERRORS = 20
LONGEST_SENTENCE = 500

UNREACHABLE = "Umbra can't be reached. Try again."
BROKE = "Something broke here. Try again soon."
UNKNOWN = "That went wrong. Reload the page."
SET_UP_ALREADY = "Umbra is set up already. Sign in."
NO_MATCH: dict[Way, str] = {
    "password": "That name and password don't match.",
    "pin": "That PIN doesn't match.",
}
WRONG_CODE = "That isn't the code from Umbra's link."
CHECK_FIELDS = "Something needs another look."


@dataclass(frozen=True, slots=True)
class Standing:
    """What the house tells anybody: whether it is set up, who asks, how one signs in.

    `pin_alone`: the only account has a PIN and no password, so that the PIN says who comes.
    """

    setup_required: bool = False
    authenticated: bool = False
    ways: tuple[Way, ...] = ()
    pin_alone: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer of `/api/auth/*` came to, without anything secret.

    `name` is the outcome's status, or the last part of the problem's type;
    `status` 0 means that no answer came.
    """

    status: int
    name: str
    retry_after: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Screen:
    """What the card shows.

    `round` grows with each outcome, so that the same words said twice are heard twice.
    """

    mode: Mode = "opening"
    ways: tuple[Way, ...] = ("password",)
    way: Way = "password"
    pin_alone: bool = False
    message: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    wait: int = 0
    round: int = 0


def opened(standing: Standing) -> Screen:
    """The first screen for somebody who comes to the door."""
    if standing.authenticated:
        return Screen(mode="away")
    if standing.setup_required:
        return Screen(mode="setup", ways=("password", "pin"))
    ways = standing.ways or ("password",)
    return Screen(mode="login", ways=ways, way=ways[0], pin_alone=standing.pin_alone)


def chosen(screen: Screen, way: str) -> Screen:
    """`screen` asking for a password or a PIN instead; unchanged for a way it doesn't offer."""
    for offered in screen.ways:
        if offered == way:
            return replace(screen, way=offered, message="", errors={}, wait=0)
    return screen


def after(screen: Screen, outcome: Outcome) -> Screen:
    """The screen that follows an outcome."""
    heard = replace(screen, message="", errors={}, wait=0, round=screen.round + 1)
    if outcome.name == "signed_in":
        return replace(heard, mode="away")
    if outcome.status == 429:
        refused = TooManyAttempts(outcome.retry_after)
        return replace(heard, message=refused.detail, wait=refused.retry_after)
    if outcome.status == 409 and screen.mode == "setup" and not outcome.errors:
        return replace(heard, mode="login", ways=("password", "pin"), message=SET_UP_ALREADY)
    if outcome.status == 403 and screen.mode == "setup":
        return replace(heard, errors={"setup_code": WRONG_CODE}, message=CHECK_FIELDS)
    if outcome.status in {409, 422}:
        return _with_errors(heard, outcome.errors)
    return replace(heard, message=_sentence(screen, outcome))


def _with_errors(screen: Screen, errors: Mapping[str, str]) -> Screen:
    """Each error at its field; what belongs to no field is said for the whole card."""
    at_fields = {name: words for name, words in errors.items() if name}
    return replace(screen, errors=at_fields, message=errors.get("", CHECK_FIELDS))


def _sentence(screen: Screen, outcome: Outcome) -> str:
    if outcome.status == 0:
        return UNREACHABLE
    if outcome.name == "bad-credentials":
        return NO_MATCH[screen.way]
    return BROKE if outcome.status >= 500 else UNKNOWN


def read_outcome(status: Any, name: Any, detail: Any) -> Outcome:
    """What the page's form reported, with anything of an unexpected shape left out."""
    told: Mapping[Any, Any] = detail if isinstance(detail, Mapping) else {}
    wait = told.get("retry_after")
    errors = told.get("errors")
    return Outcome(
        status=status if isinstance(status, int) else 0,
        name=name if isinstance(name, str) else "",
        retry_after=wait if isinstance(wait, int) and 0 < wait < 10**6 else 0,
        errors=_texts(errors) if isinstance(errors, Mapping) else {},
    )


def _texts(errors: Mapping[Any, Any]) -> dict[str, str]:
    pairs = list(errors.items())[:MOST_ERRORS]
    return {
        name: words[:LONGEST_SENTENCE]
        for name, words in pairs
        if isinstance(name, str) and isinstance(words, str)
    }
