"""What came of a secret form, as its script reports it: never anything that was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from umbra.core.errors import TooManyAttempts

MOST_ERRORS = 20
LONGEST_SENTENCE = 500
LONGEST_WAIT = 10**6
LONGEST_MINIMUM = 1024

UNREACHABLE = "UMBRA can't be reached. Try again."
BROKE = "Something went wrong on the server. Try again."
UNKNOWN = "Something went wrong. Reload the page."
CHECK_FIELDS = "Check the marked fields."
NOT_CONFIRMED = "You did not confirm, so nothing was changed."


@dataclass(frozen=True, slots=True)
class FormResult:
    """What an answer of the API came to, without anything secret.

    `name` is the outcome's status, or the last part of the problem's type;
    `status` 0 means that no answer came. `words`: the house's own sentence for a refusal;
    `shortest`, where it is told: how many characters a new password must have.
    """

    status: int
    name: str
    retry_after: int = 0
    expires_in: int = 0
    words: str = ""
    shortest: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormMessage:
    """What to say of an outcome that is no success: at the fields, or for the whole form."""

    message: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    wait: int = 0


def message_for(outcome: FormResult, no_match: Mapping[str, str]) -> FormMessage:
    """What a signed-in page says of a refusal; `no_match`: where a secret was wrong, and how."""
    if outcome.status == 429:
        refused = TooManyAttempts(outcome.retry_after)
        return FormMessage(refused.detail, wait=refused.retry_after)
    if outcome.name == "bad-credentials":
        return FormMessage(next(iter(no_match.values()), UNKNOWN), no_match)
    if outcome.name == "clock-is-off":
        return FormMessage(outcome.words, dict.fromkeys(no_match, outcome.words))
    if outcome.name == "confirm-first":
        return FormMessage(NOT_CONFIRMED)
    if outcome.errors:
        return message_at_fields(outcome.errors)
    if outcome.status == 0:
        return FormMessage(UNREACHABLE)
    return FormMessage(BROKE if outcome.status >= 500 else outcome.words or UNKNOWN)


def message_at_fields(errors: Mapping[str, str]) -> FormMessage:
    """Each error at its field; what belongs to no field is said for the whole form."""
    named = {name: words for name, words in errors.items() if name}
    return FormMessage(errors.get("", CHECK_FIELDS), named)


def read_result(status: Any, name: Any, detail: Any) -> FormResult:
    """What came of a form that was sent, with anything of an unexpected shape left out."""
    told: Mapping[Any, Any] = detail if isinstance(detail, Mapping) else {}
    errors = told.get("errors")
    return FormResult(
        status=status if isinstance(status, int) else 0,
        name=name if isinstance(name, str) else "",
        retry_after=read_seconds(told.get("retry_after")),
        expires_in=read_seconds(told.get("expires_in")),
        words=_sentence(told.get("words")),
        shortest=read_length(told.get("password_min_length")),
        errors=_texts(errors) if isinstance(errors, Mapping) else {},
    )


def read_seconds(told: Any) -> int:
    """A time to wait or that is left; 0 for what is none."""
    return told if isinstance(told, int) and 0 < told < LONGEST_WAIT else 0


def _sentence(told: Any) -> str:
    return told[:LONGEST_SENTENCE] if isinstance(told, str) else ""


def read_length(told: Any) -> int:
    """How long something must be; 0 for what is no length."""
    return told if isinstance(told, int) and 0 < told <= LONGEST_MINIMUM else 0


def _texts(errors: Mapping[Any, Any]) -> dict[str, str]:
    pairs = list(errors.items())[:MOST_ERRORS]
    return {
        name: words[:LONGEST_SENTENCE]
        for name, words in pairs
        if isinstance(name, str) and isinstance(words, str)
    }
