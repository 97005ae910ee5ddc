"""What came of a secret form, as its script reports it: never anything that was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_ERRORS = 20
LONGEST_SENTENCE = 500
LONGEST_WAIT = 10**6

UNREACHABLE = "Umbra can't be reached. Try again."
BROKE = "Something broke here. Try again soon."
UNKNOWN = "That went wrong. Reload the page."
CHECK_FIELDS = "Something needs another look."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer of the API came to, without anything secret.

    `name` is the outcome's status, or the last part of the problem's type;
    `status` 0 means that no answer came.
    """

    status: int
    name: str
    retry_after: int = 0
    expires_in: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)


def read_outcome(status: Any, name: Any, detail: Any) -> Outcome:
    """What came of a form that was sent, with anything of an unexpected shape left out."""
    told: Mapping[Any, Any] = detail if isinstance(detail, Mapping) else {}
    errors = told.get("errors")
    return Outcome(
        status=status if isinstance(status, int) else 0,
        name=name if isinstance(name, str) else "",
        retry_after=read_seconds(told.get("retry_after")),
        expires_in=read_seconds(told.get("expires_in")),
        errors=_texts(errors) if isinstance(errors, Mapping) else {},
    )


def read_seconds(told: Any) -> int:
    """A time to wait or that is left; 0 for what is none."""
    return told if isinstance(told, int) and 0 < told < LONGEST_WAIT else 0


def _texts(errors: Mapping[Any, Any]) -> dict[str, str]:
    pairs = list(errors.items())[:MOST_ERRORS]
    return {
        name: words[:LONGEST_SENTENCE]
        for name, words in pairs
        if isinstance(name, str) and isinstance(words, str)
    }
