"""The texts of the security page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from umbra.accounts.audit.audit_entries import LogEntry
from umbra.accounts.audit.notices import NOTABLE, Unseen
from umbra.accounts.credentials.api_tokens import TokenRow
from umbra.accounts.sessions.sessions import OwnSession
from umbra.core.ids import new_id
from umbra.core.moments import Now
from umbra.security.words import (
    NOTICE_TITLES,
    lifetimes,
    log_card,
    notice_card,
    session_card,
    token_card,
)

INSTANT = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
NOW = Now(INSTANT, "Europe/Berlin")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def test_every_notice_has_a_title() -> None:
    assert NOTICE_TITLES.keys() == NOTABLE | {("sign_in", "ok")}


def test_a_notice_shows_its_local_time_browser_and_address() -> None:
    fields = ("password_changed", "ok", "192.0.2.1", FIREFOX, {})
    card = notice_card(Unseen(new_id(), INSTANT - timedelta(hours=1), *fields), NOW)
    assert card["title"] == "Your password was changed."
    assert card["about"] == "Yesterday 23:30, Firefox on Linux, 192.0.2.1"


@pytest.mark.parametrize(("method", "secret"), [("password", "password"), ("pin", "PIN")])
def test_a_correct_secret_in_a_new_browser_is_not_reported_as_a_sign_in(
    method: str, secret: str
) -> None:
    detail = {"method": method, "new_browser": True}
    card = notice_card(Unseen(new_id(), INSTANT, "sign_in", "ok", "", "", detail), NOW)
    assert card["title"] == f"Your {secret} was entered correctly in a new browser."


def test_a_session_shows_its_browser_and_when_it_was_last_active() -> None:
    before = INSTANT - timedelta(days=2)
    session = OwnSession(new_id(), before, INSTANT, INSTANT, "192.0.2.1", FIREFOX, current=True)
    card = session_card(session, NOW)
    assert card["device"] == "Firefox on Linux"
    assert (card["seen"], card["created"]) == ("192.0.2.1, today 00:30", "signed in 3 Mar 00:30")


def test_a_session_without_an_address_shows_only_when_it_was_last_active() -> None:
    session = OwnSession(new_id(), INSTANT, INSTANT, INSTANT, "", FIREFOX, current=False)
    assert session_card(session, NOW)["seen"] == "today 00:30"


@pytest.mark.parametrize(
    ("ends", "used", "words"),
    [
        (None, None, ("never used", "never expires", False)),
        (
            timedelta(days=1),
            timedelta(0),
            ("last used today 00:30", "expires tomorrow 00:30", False),
        ),
        (timedelta(0), None, ("never used", "expired today 00:30", True)),
    ],
)
def test_a_token_shows_its_last_use_and_its_expiry(
    ends: timedelta | None, used: timedelta | None, words: tuple[str, str, bool]
) -> None:
    token = TokenRow(
        new_id(),
        "clock",
        ("write",),
        INSTANT,
        None if ends is None else INSTANT + ends,
        None if used is None else INSTANT + used,
    )
    card = token_card(token, NOW, INSTANT)
    assert card["scope"] == "Read and write"
    assert (card["used"], card["expires"], card["is_expired"]) == words


def test_only_refused_log_entries_are_marked() -> None:
    def entry(result: str) -> LogEntry:
        return LogEntry(
            new_id(), INSTANT, None, "alice", "sign_in", result, "", "", {"method": "pin"}
        )

    well, badly = log_card(entry("ok"), NOW), log_card(entry("refused"), NOW)
    assert (well["title"], well["about"], well["result"]) == ("Sign-in", "with a PIN", "")
    assert (badly["result"], badly["tone"]) == ("Refused", "danger")


def test_a_token_can_expire_after_a_number_of_days_or_never() -> None:
    offered = lifetimes(INSTANT)
    assert offered[0] == ("2026-04-03T23:30:00+00:00", "In 30 days")
    assert offered[-1] == ("", "Never")
