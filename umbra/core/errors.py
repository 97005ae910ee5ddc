"""Everything a service may refuse, as one small closed family.

UmbraError
├── InvalidInput        what was typed is wrong, field by field
├── NotFound            missing, or another owner's: the caller can't tell which
├── Conflict            clashes with what is there
│   └── StaleVersion    the item changed since the caller read it
├── NotAuthenticated    nobody is signed in
│   ├── BadCredentials  name or secret is wrong; says not which
│   └── StepOver        the step on the way in is over; begin again
├── NotAllowed          signed in, but may not do this
│   ├── ReauthenticationRequired    a fresh proof is needed before this
│   ├── MfaSetupRequired    a second factor is needed before anything
│   └── RegistrationClosed  no account without an invitation
├── Locked              the session is locked
└── TooManyAttempts     wait, then try again

Services raise them; `umbra.web.problems` turns them into RFC 9457 documents and
states turn them into words beside the field. Each names its problem type: the
last part of the relative URI in the document's `type`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field, and what to do about it.

    `field` is the name the API uses; the empty string means the whole input.
    """

    field: str
    message: str


class UmbraError(Exception):
    """Root of the family. `detail` is a sentence for the person, in plain words."""

    problem = "error"
    title = "Something went wrong"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class InvalidInput(UmbraError):
    problem = "invalid-input"
    title = "Some of the input is not valid"

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__(" ".join(error.message for error in self.errors))

    @classmethod
    def at(cls, field: str, message: str) -> InvalidInput:
        return cls([FieldError(field, message)])


class NotFound(UmbraError):
    problem = "not-found"
    title = "Not found"

    def __init__(self, detail: str = "There is nothing here by that id.") -> None:
        super().__init__(detail)


class Conflict(UmbraError):
    """`field` names the input that clashes, where there is one."""

    problem = "conflict"
    title = "That clashes with what is there"

    def __init__(self, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.field = field


class StaleVersion(Conflict):
    problem = "stale-version"
    title = "It changed meanwhile"

    def __init__(self, current: int) -> None:
        super().__init__(
            "This was changed elsewhere since you opened it. "
            "Look at the newer version, then save again."
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
    """A one-time code is right for another moment: the device that shows it may not be in time."""

    problem = "clock-is-off"
    title = "That code is of another time"

    def __init__(self) -> None:
        super().__init__(
            "This code is of another time. Use the one shown now; if it is that one, set your "
            "device's clock to automatic time and try again."
        )


class StepOver(NotAuthenticated):
    problem = "step-over"
    title = "This step is over"

    def __init__(self) -> None:
        super().__init__("This took too long, or was done already. Sign in again.")


class NotAllowed(UmbraError):
    problem = "not-allowed"
    title = "Not allowed"


class ReauthenticationRequired(NotAllowed):
    problem = "confirm-first"
    title = "Confirm that it is you"

    def __init__(self) -> None:
        super().__init__("Type your password or a code again first.")


class MfaSetupRequired(NotAllowed):
    problem = "mfa-setup-required"
    title = "A second factor is required"

    def __init__(self) -> None:
        super().__init__("This house asks for a second factor. Set one up to go on.")


class RegistrationClosed(NotAllowed):
    problem = "registration-closed"
    title = "Registration is closed"

    def __init__(self) -> None:
        super().__init__("This house takes nobody new without an invitation.")


class Locked(UmbraError):
    problem = "locked"
    title = "Locked"

    def __init__(self, detail: str = "This session is locked. Unlock it first.") -> None:
        super().__init__(detail)


class TooManyAttempts(UmbraError):
    """`retry_after` is in whole seconds, at least 1."""

    problem = "too-many-attempts"
    title = "Too many attempts"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = max(1, retry_after)
        super().__init__(f"Too many attempts. Try again in {in_words(self.retry_after)}.")


def in_words(seconds: int) -> str:
    """A waiting time as a person says it: "40 seconds", "5 minutes", "2 hours"."""
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = -(-seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
