"""The result of a secret form as its script reports it, and the message for it.

A result never contains anything that was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from umbra.core.errors import TooManyAttempts

MAX_ERRORS = 20
MAX_MESSAGE_LENGTH = 500
MAX_SECONDS = 10**6
MAX_PASSWORD_LENGTH = 1024

UNREACHABLE = "UMBRA can't be reached. Try again."
SERVER_ERROR = "Something went wrong on the server. Try again."
UNKNOWN = "Something went wrong. Reload the page."
CHECK_FIELDS = "Check the marked fields."
NOT_REAUTHENTICATED = "You did not confirm, so nothing was changed."


@dataclass(frozen=True, slots=True)
class FormResult:
    """The result of a call to the API, without secrets.

    `status` is the HTTP status, 0 if no answer came. `name` is the outcome's status or the last
    part of the problem's type. `message` is the problem's `detail`. `retry_after` and
    `expires_in` are seconds. `password_min_length` is the minimum number of characters of a new
    password, 0 if not reported. `errors` are messages by field name.
    """

    status: int
    name: str
    retry_after: int = 0
    expires_in: int = 0
    message: str = ""
    password_min_length: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormMessage:
    """The message for a result that is not a success: for the form, and by field name.

    `wait` is the number of seconds until the next attempt is allowed.
    """

    message: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    wait: int = 0


def message_for(result: FormResult, no_match: Mapping[str, str]) -> FormMessage:
    """Returns the message of a signed-in page for a refusal.

    `no_match`: the message for a wrong secret, by field name.
    """
    if result.status == 429:
        refused = TooManyAttempts(result.retry_after)
        return FormMessage(refused.detail, wait=refused.retry_after)
    if result.name == "bad-credentials":
        return FormMessage(next(iter(no_match.values()), UNKNOWN), no_match)
    if result.name == "clock-is-off":
        return FormMessage(result.message, dict.fromkeys(no_match, result.message))
    if result.name == "confirm-first":
        return FormMessage(NOT_REAUTHENTICATED)
    if result.errors:
        return message_at_fields(result.errors)
    if result.status == 0:
        return FormMessage(UNREACHABLE)
    return FormMessage(SERVER_ERROR if result.status >= 500 else result.message or UNKNOWN)


def message_at_fields(errors: Mapping[str, str]) -> FormMessage:
    """Returns each error at its field, and the error of no field ("") as the form's message."""
    named = {name: message for name, message in errors.items() if name}
    return FormMessage(errors.get("", CHECK_FIELDS), named)


def read_result(status: Any, name: Any, detail: Any) -> FormResult:
    """Reads the result that a page reports. Values of an unexpected type are left out."""
    details: Mapping[Any, Any] = detail if isinstance(detail, Mapping) else {}
    errors = details.get("errors")
    return FormResult(
        status=status if isinstance(status, int) else 0,
        name=name if isinstance(name, str) else "",
        retry_after=read_seconds(details.get("retry_after")),
        expires_in=read_seconds(details.get("expires_in")),
        message=_message(details.get("message")),
        password_min_length=read_length(details.get("password_min_length")),
        errors=_field_errors(errors) if isinstance(errors, Mapping) else {},
    )


def read_seconds(value: Any) -> int:
    """Returns `value` if it is a valid number of seconds, else 0."""
    return value if isinstance(value, int) and 0 < value < MAX_SECONDS else 0


def _message(value: Any) -> str:
    return value[:MAX_MESSAGE_LENGTH] if isinstance(value, str) else ""


def read_length(value: Any) -> int:
    """Returns `value` if it is a valid minimum length in characters, else 0."""
    return value if isinstance(value, int) and 0 < value <= MAX_PASSWORD_LENGTH else 0


def _field_errors(errors: Mapping[Any, Any]) -> dict[str, str]:
    pairs = list(errors.items())[:MAX_ERRORS]
    return {
        name: message[:MAX_MESSAGE_LENGTH]
        for name, message in pairs
        if isinstance(name, str) and isinstance(message, str)
    }
