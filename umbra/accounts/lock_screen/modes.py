"""The state machine of the lock screen: pure functions, no clock, no I/O.

```
opening ──status──> setup ──signed in──> offer ──later──────────────────> away
        │                                  └─chosen─> enrol ─enrolled─┐
        ├─────────> login <──chosen─> register ───────────────────────│─> away
        │             └──a step is required──┐                        │
        ├─────────> totp ────────────────────┤ (each step may lead to │
        ├─────────> password_change ─────────┤  the next one, or away)│
        ├─────────> mfa_setup ──enrolled──> codes <───────────────────┘─> away
        ├─────────> confirm ──the step is required──> mfa_setup
        ├─────────> locked ──unlocked──> opening
        └─────────> away                        (signed in already)
```
What the server does not know about a tab, the tab's script reports: that it offered a second
factor, that backup codes are not saved yet, and what it showed before a reconnection brought back
a blank state. So a lost connection returns to the same mode.

An expired step, a setup completed meanwhile and an ended session lead back to `opening` with a
message, where the status is asked again. Every other result stays in its mode and shows what to
do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from umbra.accounts.primitives.password_rules import SHORTEST_PASSWORD
from umbra.accounts.secret_forms.form_result import (
    CHECK_FIELDS,
    SERVER_ERROR,
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
Method = Literal["password", "pin", "code", "backup_code"]

ALREADY_SET_UP = "UMBRA is already set up. Sign in."
STEP_EXPIRED = "This step has expired. Sign in again."
SETUP_EXPIRED = "This step has expired. Confirm again."
SESSION_ENDED = "Too many wrong attempts. Sign in again."
REGISTRATION_CLOSED = "Registration is by invitation only."
INVITE_USED = "This invitation was already used, or is for another user name."
NO_MATCH: dict[Method, str] = {
    "password": "Wrong user name or password.",
    "pin": "Wrong PIN.",
    "code": "Wrong code. Use the one your app shows now.",
    "backup_code": "This backup code is wrong or already used.",
}
NO_MATCH_ALONE = NO_MATCH | {"password": "Wrong password."}
CLOCK_IS_OFF = "This code is for another time. Set your device's clock to automatic time."
WRONG_SETUP_CODE = "Wrong code. Use the link that UMBRA printed."
OFFER_EXPIRED = "This has expired. Add a second factor later, in Security."

STEPS: dict[str, Mode] = {
    "totp": "totp",
    "password_change": "password_change",
    "mfa_setup": "mfa_setup",
}
"""The mode of each sign-in step, by the step's name in the API."""

_METHODS: dict[Mode, tuple[Method, ...]] = {
    "setup": ("password", "pin"),
    "totp": ("code", "backup_code"),
    "mfa_setup": ("code",),
    "enrol": ("code",),
}
_SIGN_IN_MODES: frozenset[Mode] = frozenset({"login", "register"})
_OFFER_MODES: frozenset[Mode] = frozenset({"offer", "enrol"})
_STEP_MODES: frozenset[Mode] = frozenset({"totp", "password_change", "mfa_setup"})


@dataclass(frozen=True, slots=True)
class BrowserStatus:
    """The sign-in status of this browser, as the API returns it, and what the page knows itself.

    `methods`: how accounts sign in. `pin_alone`: the only account has a PIN and no password, so
    the PIN identifies it. `step` expires in `expires_in` seconds. `unlock`: the methods that
    unlock a locked session. `confirm`: the methods of reauthentication of a live session that must
    set up a second factor. `password_min_length`: in characters, for a new password.

    From the page: `invited` by a link; `has_unsaved_codes`: backup codes to show; `offers_mfa`: a
    second factor to offer; `shown_mode` and `shown_method`: what this tab showed before.
    """

    setup_required: bool = False
    registration_open: bool = False
    authenticated: bool = False
    locked: bool = False
    methods: tuple[Method, ...] = ()
    pin_alone: bool = False
    step: str = ""
    expires_in: int = 0
    unlock: tuple[Method, ...] = ()
    confirm: tuple[Method, ...] = ()
    password_min_length: int = SHORTEST_PASSWORD
    invited: bool = False
    has_unsaved_codes: bool = False
    offers_mfa: bool = False
    shown_mode: str = ""
    shown_method: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the card shows.

    `methods` are offered, `method` is asked for. `may_register`: registration is offered;
    `invited`: by a link. `expires_in` and `wait` are seconds. `round` counts the results, so that
    a screen reader announces a repeated message again.
    """

    mode: Mode = "opening"
    methods: tuple[Method, ...] = ("password",)
    method: Method = "password"
    pin_alone: bool = False
    may_register: bool = False
    invited: bool = False
    expires_in: int = 0
    password_min_length: int = SHORTEST_PASSWORD
    message: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    wait: int = 0
    round: int = 0


def first_screen(status: BrowserStatus) -> Screen:
    """Returns the first screen of a browser with this status."""
    if status.locked:
        return _screen("locked", status.unlock)
    if status.authenticated:
        return _signed_in_screen(status)
    if status.step in STEPS:
        first = Screen(password_min_length=status.password_min_length)
        return step_screen(first, STEPS[status.step], status.expires_in)
    if status.confirm:
        return _screen("confirm", status.confirm)
    if status.setup_required:
        return replace(_screen("setup"), password_min_length=status.password_min_length)
    return replace(
        _screen("register" if status.invited else "login", status.methods),
        pin_alone=status.pin_alone,
        may_register=status.registration_open or status.invited,
        invited=status.invited,
        password_min_length=status.password_min_length,
    )


def _signed_in_screen(status: BrowserStatus) -> Screen:
    """Returns what is left to show to a signed-in user before the redirect."""
    if status.has_unsaved_codes:
        return Screen(mode="codes")
    return _screen("offer") if status.offers_mfa else Screen(mode="away")


def after_status(screen: Screen, status: BrowserStatus) -> Screen:
    """Returns the screen after a status report. What the user is doing is not interrupted."""
    fresh = first_screen(status)
    if screen.mode == "opening":
        fresh = _restored(fresh, status)
    if fresh.mode == screen.mode:
        return replace(
            fresh,
            method=screen.method if screen.method in fresh.methods else fresh.method,
            message=screen.message,
            errors=screen.errors,
            wait=screen.wait,
            round=screen.round,
        )
    if _is_alternative(fresh, screen.mode) and fresh.invited == screen.invited:
        return screen
    message = screen.message if screen.mode == "opening" else ""
    if fresh.mode == "confirm" and message == STEP_EXPIRED:
        message = SETUP_EXPIRED
    return replace(fresh, message=message, round=screen.round)


def _is_alternative(fresh: Screen, mode: str) -> bool:
    """Whether the user may have switched from the screen `fresh` to `mode`."""
    pair = {fresh.mode, mode}
    return pair == _OFFER_MODES or (pair == _SIGN_IN_MODES and fresh.may_register)


def _restored(fresh: Screen, status: BrowserStatus) -> Screen:
    """Returns `fresh` as this tab showed it before its state was lost, if still offered."""
    screen = fresh
    if _is_alternative(fresh, status.shown_mode):
        screen = after_mode_choice(fresh, status.shown_mode)
    if screen.mode != status.shown_mode:
        return fresh
    return after_method_choice(screen, status.shown_method)


def after_method_choice(screen: Screen, method: str) -> Screen:
    """Returns the screen asking for another method. Unchanged for one that is not offered."""
    for offered in screen.methods:
        if offered == method:
            return replace(screen, method=offered, message="", errors={}, wait=0)
    return screen


def after_mode_choice(screen: Screen, mode: str) -> Screen:
    """Returns the screen after a switch between sign-in and registration, or after an offer."""
    if screen.mode == "login" and mode == "register" and screen.may_register:
        return _switched(screen, "register", "password")
    if screen.mode == "register" and mode == "login":
        return _switched(screen, "login", screen.methods[0])
    if screen.mode == "offer" and mode == "enrol":
        return replace(_screen("enrol"), round=screen.round)
    if screen.mode in _OFFER_MODES and mode == "away":
        return replace(screen, mode="away")
    return screen


def _switched(screen: Screen, mode: Mode, method: Method) -> Screen:
    return replace(screen, mode=mode, method=method, message="", errors={}, wait=0)


def step_screen(screen: Screen, step: Mode, expires_in: int) -> Screen:
    """Returns the screen of a sign-in step that expires in `expires_in` seconds."""
    return replace(
        _screen(step),
        expires_in=expires_in,
        password_min_length=screen.password_min_length,
        round=screen.round,
    )


def after_timeout(screen: Screen) -> Screen:
    """Returns the screen after a step has expired: the status is asked again."""
    return _restart(screen, STEP_EXPIRED) if screen.mode in _STEP_MODES else screen


def after_leaving(screen: Screen) -> Screen:
    """Returns the screen after the user left a step, or signed out while locked."""
    return _restart(screen, "")


def after_result(screen: Screen, result: FormResult) -> Screen:
    """Returns the screen after the result of a form."""
    cleared = replace(screen, message="", errors={}, wait=0, round=screen.round + 1)
    moved = _next_mode(cleared, result)
    if moved is not None:
        return moved
    if result.status == 429:
        refused = TooManyAttempts(result.retry_after)
        return replace(cleared, message=refused.detail, wait=refused.retry_after)
    if result.status == 403 and screen.mode == "setup":
        return replace(cleared, errors={"setup_code": WRONG_SETUP_CODE}, message=CHECK_FIELDS)
    if result.status in {409, 422}:
        return _with_errors(cleared, result.errors)
    if result.name == "bad-credentials":
        return _with_no_match(cleared)
    if result.name == "clock-is-off":
        return replace(cleared, errors={"code": CLOCK_IS_OFF}, message=CLOCK_IS_OFF)
    return replace(cleared, message=_failure_message(cleared, result))


def _next_mode(screen: Screen, result: FormResult) -> Screen | None:
    """Returns the screen of another mode if the result leads to one, else None."""
    step = STEPS.get(result.name.removesuffix("_required"))
    if step is not None and result.name.endswith("_required"):
        length = result.password_min_length or screen.password_min_length
        return step_screen(replace(screen, password_min_length=length), step, result.expires_in)
    if result.name == "signed_in":
        following = _screen("offer") if screen.mode == "setup" else Screen(mode="away")
        return replace(following, round=screen.round)
    if screen.mode == "enrol" and result.status == 409:  # set up in another tab
        return replace(screen, mode="away")
    if result.name == "enrolled":
        return Screen(mode="codes", round=screen.round)
    message = _restart_message(screen.mode, result)
    return None if message is None else _restart(screen, message)


def _restart_message(mode: Mode, result: FormResult) -> str | None:
    """Returns the message if the result shows that the status has changed, else None."""
    in_every_mode = {"step-over": STEP_EXPIRED, "locked": ""}
    if result.name in in_every_mode:
        return in_every_mode[result.name]
    if mode in {"locked", "confirm"} and result.status == 204:
        return ""
    if mode == "locked" and result.name == "not-signed-in":
        return SESSION_ENDED
    if mode in {"enrol", "confirm"} and result.name == "not-signed-in":
        return ""
    if mode == "setup" and result.status == 409 and not result.errors:
        return ALREADY_SET_UP
    return None


def _screen(mode: Mode, methods: tuple[Method, ...] = ()) -> Screen:
    """Returns a fresh screen of `mode` that asks for the first of the offered methods."""
    offered = methods or _METHODS.get(mode, ("password",))
    return Screen(mode=mode, methods=offered, method=offered[0])


def _restart(screen: Screen, message: str) -> Screen:
    return Screen(message=message, round=screen.round)


def _with_errors(screen: Screen, errors: Mapping[str, str]) -> Screen:
    """Returns the screen with each error at its field, and the error of no field as message."""
    at_fields = {name: error for name, error in errors.items() if name}
    return replace(screen, errors=at_fields, message=errors.get("", CHECK_FIELDS))


def _with_no_match(screen: Screen) -> Screen:
    """Returns the screen with the message for a wrong secret, at its field if it is the only one.

    The sign-in modes don't say whether the user name or the secret was wrong.
    """
    if screen.mode in _SIGN_IN_MODES:
        return replace(screen, message=NO_MATCH[screen.method])
    message = NO_MATCH_ALONE[screen.method]
    return replace(screen, errors={screen.method: message}, message=message)


def _failure_message(screen: Screen, result: FormResult) -> str:
    if result.name == "registration-closed":
        return INVITE_USED if screen.invited else REGISTRATION_CLOSED
    if result.name == "confirm-first":
        return OFFER_EXPIRED
    if result.status == 0:
        return UNREACHABLE
    return SERVER_ERROR if result.status >= 500 else UNKNOWN
