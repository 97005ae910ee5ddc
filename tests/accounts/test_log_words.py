"""Labels of log entries, and of the user agents in them."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from umbra.accounts.audit.audit_log import Action, Result
from umbra.accounts.audit.user_agents import LONGEST, UNKNOWN, agent_words
from umbra.accounts.audit.words import ACTIONS, RESULTS, TONES, detail_words

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"


def test_every_action_and_every_result_has_a_label() -> None:
    assert set(ACTIONS) == set(get_args(Action))
    assert set(RESULTS) == set(get_args(Result))
    assert set(TONES) < set(RESULTS)


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({"method": "pin"}, ["with a PIN"]),
        ({"fields": "role,disabled", "by": "x"}, ["role, enabled or disabled"]),
        ({"count": 1}, ["1 session"]),
        ({"count": 0}, ["0 sessions"]),
        ({"method": "pin", "new_browser": True}, ["with a PIN", "in a new browser"]),
        ({"tokens": 2}, ["2 tokens"]),
        ({"name": "bob"}, ["bob"]),
        ({"method": "smoke", "other": 1}, []),
        ({}, []),
    ],
)
def test_the_details_of_an_entry_have_labels(detail: dict[str, Any], words: list[str]) -> None:
    assert detail_words(detail) == words


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"{WINDOWS} AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        (f"{WINDOWS} Gecko/20100101 Firefox/128.0", "Firefox on Windows"),
        (f"{PHONE} Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"{PHONE} CriOS/126.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/126.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "A browser on Linux"),
        ("curl/8.9.1", "curl 8.9.1"),
        ("x" * 400, "x" * LONGEST),
        ("<script>", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_user_agent_is_shown_as_browser_and_system(agent: str, words: str) -> None:
    assert agent_words(agent) == words
