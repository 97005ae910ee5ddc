"""The exceptions that services raise when they refuse a call.

UmbraError
├── InvalidInput        validation errors, per field
├── NotFound            does not exist or belongs to another owner: the caller can't tell which
├── Conflict            conflicts with existing data
│   └── StaleVersion    optimistic locking: the item changed since the caller read it
├── NotAuthenticated    no one is signed in
│   ├── BadCredentials  user name or secret is wrong; does not tell which
│   ├── ClockIsOff      the one-time code is valid at another time
│   └── StepOver        the sign-in challenge expired or was used; start again
├── NotAllowed          signed in, but not authorized
│   ├── ReauthenticationRequired    recent reauthentication is required
│   ├── MfaSetupRequired    a second factor has to be set up before anything else
│   └── RegistrationClosed  new accounts need an invitation
├── Locked              the session is locked
└── TooManyAttempts     rate limit reached; retry later

`umbra.web.problems` turns them into RFC 9457 problem documents; Reflex states show their
message beside the field. Each class names its problem type: the last part of the relative
URI in the document's `type`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """A validation error of one field, with a message that says what to do.

    `field` is the field's name in the API; the empty string means the whole input.
    """

    field: str
    message: str


class UmbraError(Exception):
    """Base class of all service errors. `detail` is a sentence for the user."""

    problem = "error"
    title = "Something went wrong"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class InvalidInput(UmbraError):
    problem = "invalid-input"
    title = "Some fields are not valid"

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__(" ".join(error.message for error in self.errors))

    @classmethod
    def at(cls, field: str, message: str) -> InvalidInput:
        return cls([FieldError(field, message)])


class NotFound(UmbraError):
    problem = "not-found"
    title = "Not found"

    def __init__(self, detail: str = "Nothing was found with that id.") -> None:
        super().__init__(detail)


class Conflict(UmbraError):
    """`field` names the field that causes the conflict, if there is one."""

    problem = "conflict"
    title = "This conflicts with existing data"

    def __init__(self, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.field = field


class StaleVersion(Conflict):
    """Optimistic locking failed. `current` is the version that is stored now."""

    problem = "stale-version"
    title = "Changed in the meantime"

    def __init__(self, current: int) -> None:
        super().__init__(
            "This was changed elsewhere since you opened it. "
            "Check the newer version, then save again."
        )
        self.current = current


class NotAuthenticated(UmbraError):
    problem = "not-signed-in"
    title = "Not signed in"

    def __init__(self, detail: str = "Sign in first.") -> None:
        super().__init__(detail)


class BadCredentials(NotAuthenticated):
    problem = "bad-credentials"
    title = "That did not match"


class ClockIsOff(NotAuthenticated):
    """A one-time code is valid at another time: the clock of the user's device may be wrong."""

    problem = "clock-is-off"
    title = "This code is not valid now"

    def __init__(self) -> None:
        super().__init__(
            "This code is not valid now. Enter the code that your app shows now. If you did, set "
            "your device's clock to automatic time and try again."
        )


class StepOver(NotAuthenticated):
    problem = "step-over"
    title = "This step has expired"

    def __init__(self) -> None:
        super().__init__("This step has expired or was already completed. Sign in again.")


class NotAllowed(UmbraError):
    problem = "not-allowed"
    title = "Not allowed"


class ReauthenticationRequired(NotAllowed):
    problem = "confirm-first"
    title = "Confirm that it's you"

    def __init__(self) -> None:
        super().__init__("Enter your password or a code to continue.")


class MfaSetupRequired(NotAllowed):
    problem = "mfa-setup-required"
    title = "A second factor is required"

    def __init__(self) -> None:
        super().__init__("This server requires a second factor. Set one up to continue.")


class RegistrationClosed(NotAllowed):
    problem = "registration-closed"
    title = "Registration is closed"

    def __init__(self) -> None:
        super().__init__("Registration is by invitation only.")


class Locked(UmbraError):
    problem = "locked"
    title = "Locked"

    def __init__(self, detail: str = "This session is locked. Unlock it first.") -> None:
        super().__init__(detail)


class TooManyAttempts(UmbraError):
    """A rate limit was reached. `retry_after` is in whole seconds, at least 1."""

    problem = "too-many-attempts"
    title = "Too many attempts"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = max(1, retry_after)
        super().__init__(f"Too many attempts. Try again in {duration_text(self.retry_after)}.")


def duration_text(seconds: int) -> str:
    """A duration for the user, rounded up to the unit: "40 seconds", "5 minutes", "2 hours"."""
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = -(-seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
