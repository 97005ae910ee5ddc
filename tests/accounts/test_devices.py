"""The device cookie."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest

from umbra.accounts.devices import known_device, new_device
from umbra.config import settings
from umbra.core.ids import new_id

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
ALICE, BOB = new_id(), new_id()


def test_a_browser_is_known_by_what_it_was_given_for_a_year() -> None:
    device = new_device(ALICE, NOW)
    assert known_device(device.cookie(), ALICE, NOW) == device
    assert known_device(device.cookie(), ALICE, NOW + timedelta(days=364)) == device
    assert known_device(device.cookie(), ALICE, NOW + timedelta(days=365)) is None


def test_it_is_known_to_its_own_account_alone() -> None:
    assert known_device(new_device(ALICE, NOW).cookie(), BOB, NOW) is None
    assert known_device(new_device(ALICE, NOW).cookie(), None, NOW) is None


@pytest.mark.parametrize("position", [0, 15, 16, 31, 32, 39, 40, 71])
def test_a_changed_cookie_proves_nothing(position: int) -> None:
    raw = bytearray(urlsafe_b64decode(new_device(ALICE, NOW).cookie()))
    raw[position] ^= 1
    assert known_device(urlsafe_b64encode(raw).decode(), ALICE, NOW) is None


@pytest.mark.parametrize("cookie", ["", "x", "=" * 9, "ä" * 96, "A" * 96, "A" * 100_000])
def test_rubbish_proves_nothing(cookie: str) -> None:
    assert known_device(cookie, ALICE, NOW) is None


def test_another_house_s_cookie_proves_nothing(configuration: pytest.MonkeyPatch) -> None:
    cookie = new_device(ALICE, NOW).cookie()
    configuration.setenv("UMBRA_SECRET_KEY", "the-secret-of-another-house-altogether")
    settings.cache_clear()
    assert known_device(cookie, ALICE, NOW) is None
