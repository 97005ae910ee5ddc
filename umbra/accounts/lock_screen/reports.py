"""What the page's script reports, read with anything of an unexpected shape left out.

Anybody may report anything: it changes what this tab's card shows, and opens nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from umbra.accounts.lock_screen.modes import BrowserStatus, Way
from umbra.accounts.primitives.password_rules import SHORTEST_PASSWORD
from umbra.accounts.secret_forms.form_result import read_length, read_seconds


def read_browser_status(told: Any) -> BrowserStatus:
    """What `GET /api/auth/status` answered, and what the page adds of its own."""
    said: Mapping[Any, Any] = told if isinstance(told, Mapping) else {}
    step = said.get("step")
    opened: Mapping[Any, Any] = step if isinstance(step, Mapping) else {}
    return BrowserStatus(
        setup_required=said.get("setup_required") is True,
        registration_open=said.get("registration_open") is True,
        authenticated=said.get("authenticated") is True,
        locked=said.get("locked") is True,
        ways=_ways(said.get("sign_in")),
        pin_alone=said.get("pin_alone") is True,
        step=_name(opened.get("name")),
        expires_in=read_seconds(opened.get("expires_in")),
        unlock=_ways(said.get("unlock")),
        confirm=_ways(said.get("confirm")),
        shortest=read_length(said.get("password_min_length")) or SHORTEST_PASSWORD,
        invited=said.get("invited") is True,
        holds_codes=said.get("holds_codes") is True,
        offers=said.get("offers") is True,
        showed=_name(said.get("showed")),
        showed_way=_name(said.get("showed_way")),
    )


def _name(told: Any) -> str:
    return told if isinstance(told, str) else ""


def _ways(told: Any) -> tuple[Way, ...]:
    named = told if isinstance(told, list) else []
    return tuple(way for way in get_args(Way) if way in named)
