"""What the page's script reports, read with anything of an unexpected shape left out.

Anybody may report anything: it changes what this tab's card shows, and opens nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from umbra.accounts.lock_screen.modes import Outcome, Standing, Way

MOST_ERRORS = 20
LONGEST_SENTENCE = 500
LONGEST_WAIT = 10**6


def read_outcome(status: Any, name: Any, detail: Any) -> Outcome:
    """What came of a form that was sent."""
    told: Mapping[Any, Any] = detail if isinstance(detail, Mapping) else {}
    errors = told.get("errors")
    return Outcome(
        status=status if isinstance(status, int) else 0,
        name=name if isinstance(name, str) else "",
        retry_after=_seconds(told.get("retry_after")),
        expires_in=_seconds(told.get("expires_in")),
        errors=_texts(errors) if isinstance(errors, Mapping) else {},
    )


def read_standing(told: Any) -> Standing:
    """What `GET /api/auth/status` answered, and what the page adds of its own."""
    said: Mapping[Any, Any] = told if isinstance(told, Mapping) else {}
    step = said.get("step")
    opened: Mapping[Any, Any] = step if isinstance(step, Mapping) else {}
    name = opened.get("name")
    return Standing(
        setup_required=said.get("setup_required") is True,
        registration_open=said.get("registration_open") is True,
        authenticated=said.get("authenticated") is True,
        locked=said.get("locked") is True,
        ways=_ways(said.get("sign_in")),
        pin_alone=said.get("pin_alone") is True,
        step=name if isinstance(name, str) else "",
        expires_in=_seconds(opened.get("expires_in")),
        unlock=_ways(said.get("unlock")),
        invited=said.get("invited") is True,
        holds_codes=said.get("holds_codes") is True,
    )


def _seconds(told: Any) -> int:
    return told if isinstance(told, int) and 0 < told < LONGEST_WAIT else 0


def _ways(told: Any) -> tuple[Way, ...]:
    named = told if isinstance(told, list) else []
    return tuple(way for way in get_args(Way) if way in named)


def _texts(errors: Mapping[Any, Any]) -> dict[str, str]:
    pairs = list(errors.items())[:MOST_ERRORS]
    return {
        name: words[:LONGEST_SENTENCE]
        for name, words in pairs
        if isinstance(name, str) and isinstance(words, str)
    }
