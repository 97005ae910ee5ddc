"""Which mode the lock screen is in and what moves it on: pure, no clock, no I/O.

```
opening ──opened──> setup ──signed in──> offer ──later──────────────────> away
        │                                  └─asked─> enrol ──enrolled─┐
        ├─────────> login <──asked──> register ───────────────────────│─> away
        │             └──a step is required──┐                        │
        ├─────────> totp ────────────────────┤ (each step may lead to │
        ├─────────> password_change ─────────┤  the next one, or away)│
        ├─────────> mfa_setup ──enrolled──> codes <───────────────────┘─> away
        ├─────────> confirm ──the step is required──> mfa_setup
        ├─────────> locked ──unlocked──> opening
        └─────────> away                        (signed in already)
```
What the house can't know of a tab, its script does: that it made an offer, that codes are
still to be kept, and what it showed before its state came back blank. So a lost connection
comes back to the same place.

A step that is over, a house set up meanwhile, a session that ended: back to `opening`,
with a word, where the house is asked anew. Every other outcome stays in its mode and
says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from umbra.accounts.primitives.password_rules import SHORTEST_PASSWORD
from umbra.accounts.secret_forms.form_result import (
    BROKE,
    CHECK_FIELDS,
    UNKNOWN,
    UNREACHABLE,
    FormResult,
)
from umbra.core.errors import TooManyAttempts

Mode = Literal[
    "opening",
    "setup",
    "offer",
    "enrol",
    "login",
    "register",
    "totp",
    "password_change",
    "confirm",
    "mfa_setup",
    "codes",
    "locked",
    "away",
]
Way = Literal["password", "pin", "code", "backup_code"]

SET_UP_ALREADY = "UMBRA is already set up. Sign in."
STEP_OVER = "This step has expired. Sign in again."
SETUP_OVER = "This step has expired. Confirm again."
ENDED = "Too many wrong attempts. Sign in again."
CLOSED = "Registration is by invitation only."
NO_INVITE = "This invitation was already used, or is for another user name."
NO_MATCH: dict[Way, str] = {
    "password": "Wrong user name or password.",
    "pin": "Wrong PIN.",
    "code": "Wrong code. Use the one your app shows now.",
    "backup_code": "This backup code is wrong or already used.",
}
NO_MATCH_ALONE = NO_MATCH | {"password": "Wrong password."}
CLOCK_IS_OFF = "This code is for another time. Set your device's clock to automatic time."
WRONG_CODE = "Wrong setup code. Use the link that UMBRA printed."
OFFER_OVER = "This has expired. Add a second factor later, in Security."

STEPS: dict[str, Mode] = {
    "totp": "totp",
    "password_change": "password_change",
    "mfa_setup": "mfa_setup",
}
"""The steps between a right secret and a session, as the house names them."""

_WAYS: dict[Mode, tuple[Way, ...]] = {
    "setup": ("password", "pin"),
    "totp": ("code", "backup_code"),
    "mfa_setup": ("code",),
    "enrol": ("code",),
}
_AT_THE_DOOR: frozenset[Mode] = frozenset({"login", "register"})
_OFFERED: frozenset[Mode] = frozenset({"offer", "enrol"})
_INSIDE_A_STEP: frozenset[Mode] = frozenset({"totp", "password_change", "mfa_setup"})


@dataclass(frozen=True, slots=True)
class BrowserStatus:
    """What the house tells this browser: how one comes in, and how far one is.

    `pin_alone`: the only account has a PIN and no password, so that the PIN says who comes.
    `step` is open for `expires_in` more seconds. `unlock`: how a locked session opens;
    `confirm`: how a live one confirms that must set up a second factor before it goes on.
    `shortest`: how many characters a password must have that is chosen here.
    The others are the page's own: it came by an invitation, it still has backup codes to
    show or a second factor to offer, and what this tab showed before, in which `way`.
    """

    setup_required: bool = False
    registration_open: bool = False
    authenticated: bool = False
    locked: bool = False
    ways: tuple[Way, ...] = ()
    pin_alone: bool = False
    step: str = ""
    expires_in: int = 0
    unlock: tuple[Way, ...] = ()
    confirm: tuple[Way, ...] = ()
    shortest: int = SHORTEST_PASSWORD
    invited: bool = False
    holds_codes: bool = False
    offers: bool = False
    showed: str = ""
    showed_way: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the card shows.

    `round` grows with each outcome, so that the same words said twice are heard twice.
    `may_register`: the way to an account of one's own is shown; `invited`: by a link.
    """

    mode: Mode = "opening"
    ways: tuple[Way, ...] = ("password",)
    way: Way = "password"
    pin_alone: bool = False
    may_register: bool = False
    invited: bool = False
    expires_in: int = 0
    shortest: int = SHORTEST_PASSWORD
    message: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    wait: int = 0
    round: int = 0


def opened(standing: BrowserStatus) -> Screen:
    """The first screen for somebody who comes to the door."""
    if standing.locked:
        return _screen("locked", standing.unlock)
    if standing.authenticated:
        return _inside(standing)
    if standing.step in STEPS:
        first = Screen(shortest=standing.shortest)
        return begun(first, STEPS[standing.step], standing.expires_in)
    if standing.confirm:
        return _screen("confirm", standing.confirm)
    if standing.setup_required:
        return replace(_screen("setup"), shortest=standing.shortest)
    return replace(
        _screen("register" if standing.invited else "login", standing.ways),
        pin_alone=standing.pin_alone,
        may_register=standing.registration_open or standing.invited,
        invited=standing.invited,
        shortest=standing.shortest,
    )


def _inside(standing: BrowserStatus) -> Screen:
    """What there is left to show to somebody who is signed in."""
    if standing.holds_codes:
        return Screen(mode="codes")
    return _screen("offer") if standing.offers else Screen(mode="away")


def arrived(screen: Screen, standing: BrowserStatus) -> Screen:
    """`screen` after the house said how things stand: what is being done goes on."""
    fresh = opened(standing)
    if screen.mode == "opening":
        fresh = _as_it_was(fresh, standing)
    if fresh.mode == screen.mode:
        return replace(
            fresh,
            way=screen.way if screen.way in fresh.ways else fresh.way,
            message=screen.message,
            errors=screen.errors,
            wait=screen.wait,
            round=screen.round,
        )
    if _is_the_same_place(fresh, screen.mode) and fresh.invited == screen.invited:
        return screen
    message = screen.message if screen.mode == "opening" else ""
    if fresh.mode == "confirm" and message == STEP_OVER:
        message = SETUP_OVER
    return replace(fresh, message=message, round=screen.round)


def _is_the_same_place(fresh: Screen, mode: str) -> bool:
    """Whether somebody for whom the house would show `fresh` may have chosen `mode`."""
    pair = {fresh.mode, mode}
    return pair == _OFFERED or (pair == _AT_THE_DOOR and fresh.may_register)


def _as_it_was(fresh: Screen, standing: BrowserStatus) -> Screen:
    """`fresh` as this tab showed it before its state was lost, where that is still offered."""
    screen = fresh
    if _is_the_same_place(fresh, standing.showed):
        screen = asked(fresh, standing.showed)
    return chosen(screen, standing.showed_way) if screen.mode == standing.showed else fresh


def chosen(screen: Screen, way: str) -> Screen:
    """`screen` asking for another secret instead; unchanged for a way it doesn't offer."""
    for offered in screen.ways:
        if offered == way:
            return replace(screen, way=offered, message="", errors={}, wait=0)
    return screen


def asked(screen: Screen, mode: str) -> Screen:
    """`screen` after somebody wanted to sign in, or an account, instead; or answered an offer."""
    if screen.mode == "login" and mode == "register" and screen.may_register:
        return replace(screen, mode="register", way="password", message="", errors={}, wait=0)
    if screen.mode == "register" and mode == "login":
        return replace(screen, mode="login", way=screen.ways[0], message="", errors={}, wait=0)
    if screen.mode == "offer" and mode == "enrol":
        return replace(_screen("enrol"), round=screen.round)
    if screen.mode in _OFFERED and mode == "away":
        return replace(screen, mode="away")
    return screen


def begun(screen: Screen, step: Mode, expires_in: int) -> Screen:
    """The screen of a step that is open for so many seconds."""
    fresh = _screen(step)
    return replace(fresh, expires_in=expires_in, shortest=screen.shortest, round=screen.round)


def timed_out(screen: Screen) -> Screen:
    """The screen after a step's time is over: how things stand is asked anew."""
    return _anew(screen, STEP_OVER) if screen.mode in _INSIDE_A_STEP else screen


def gave_up(screen: Screen) -> Screen:
    """The screen after somebody left a step, or signed out while locked."""
    return _anew(screen, "")


def screen_after(screen: Screen, outcome: FormResult) -> Screen:
    """The screen that follows an outcome."""
    heard = replace(screen, message="", errors={}, wait=0, round=screen.round + 1)
    moved = _moved(heard, outcome)
    if moved is not None:
        return moved
    if outcome.status == 429:
        refused = TooManyAttempts(outcome.retry_after)
        return replace(heard, message=refused.detail, wait=refused.retry_after)
    if outcome.status == 403 and screen.mode == "setup":
        return replace(heard, errors={"setup_code": WRONG_CODE}, message=CHECK_FIELDS)
    if outcome.status in {409, 422}:
        return _with_errors(heard, outcome.errors)
    if outcome.name == "bad-credentials":
        return _with_no_match(heard)
    if outcome.name == "clock-is-off":
        return replace(heard, errors={"code": CLOCK_IS_OFF}, message=CLOCK_IS_OFF)
    return replace(heard, message=_sentence(heard, outcome))


def _moved(heard: Screen, outcome: FormResult) -> Screen | None:
    """The screen of another mode, for an outcome that leads there."""
    required = STEPS.get(outcome.name.removesuffix("_required"))
    if required is not None and outcome.name.endswith("_required"):
        asked_of = replace(heard, shortest=outcome.shortest or heard.shortest)
        return begun(asked_of, required, outcome.expires_in)
    if outcome.name == "signed_in":
        begun_house = heard.mode == "setup"
        return replace(_screen("offer") if begun_house else Screen(mode="away"), round=heard.round)
    if heard.mode == "enrol" and outcome.status == 409:  # set up in another tab
        return replace(heard, mode="away")
    if outcome.name == "enrolled":
        return Screen(mode="codes", round=heard.round)
    why = _why_anew(heard.mode, outcome)
    return None if why is None else _anew(heard, why)


def _why_anew(mode: Mode, outcome: FormResult) -> str | None:
    """What to say where an outcome means that things stand otherwise than `mode` thinks."""
    everywhere = {"step-over": STEP_OVER, "locked": ""}
    if outcome.name in everywhere:
        return everywhere[outcome.name]
    if mode in {"locked", "confirm"} and outcome.status == 204:
        return ""
    if mode == "locked" and outcome.name == "not-signed-in":
        return ENDED
    if mode in {"enrol", "confirm"} and outcome.name == "not-signed-in":
        return ""
    if mode == "setup" and outcome.status == 409 and not outcome.errors:
        return SET_UP_ALREADY
    return None


def _screen(mode: Mode, ways: tuple[Way, ...] = ()) -> Screen:
    """A fresh screen of `mode`, asking for what comes first of `ways`."""
    offered = ways or _WAYS.get(mode, ("password",))
    return Screen(mode=mode, ways=offered, way=offered[0])


def _anew(screen: Screen, message: str) -> Screen:
    return Screen(message=message, round=screen.round)


def _with_errors(screen: Screen, errors: Mapping[str, str]) -> Screen:
    """Each error at its field; what belongs to no field is said for the whole card."""
    at_fields = {name: words for name, words in errors.items() if name}
    return replace(screen, errors=at_fields, message=errors.get("", CHECK_FIELDS))


def _with_no_match(screen: Screen) -> Screen:
    """At its field, where one alone is asked for; a name and its secret are not told apart."""
    if screen.mode in _AT_THE_DOOR:
        return replace(screen, message=NO_MATCH[screen.way])
    words = NO_MATCH_ALONE[screen.way]
    return replace(screen, errors={screen.way: words}, message=words)


def _sentence(screen: Screen, outcome: FormResult) -> str:
    if outcome.name == "registration-closed":
        return NO_INVITE if screen.invited else CLOSED
    if outcome.name == "confirm-first":
        return OFFER_OVER
    if outcome.status == 0:
        return UNREACHABLE
    return BROKE if outcome.status >= 500 else UNKNOWN
