"""Device cookies: signed, valid for one account, and only until its password changes."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.accounts.conftest import PASSWORD, SETUP_CODE, Browser, CountingHasher
from tests.conftest import FrozenClock
from umbra.accounts.rate_limiting.devices import MOST_KNOWN, new_device, signed_device
from umbra.config import settings
from umbra.core.ids import new_id
from umbra.database import Database

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
ALICE, BOB = new_id(), new_id()


def test_a_device_cookie_is_valid_for_a_year() -> None:
    device = new_device(ALICE, NOW)
    assert signed_device(device.cookie(), ALICE, NOW) == device
    assert signed_device(device.cookie(), ALICE, NOW + timedelta(days=364)) == device
    assert signed_device(device.cookie(), ALICE, NOW + timedelta(days=365)) is None


def test_a_device_cookie_is_valid_for_its_own_account_only() -> None:
    assert signed_device(new_device(ALICE, NOW).cookie(), BOB, NOW) is None
    assert signed_device(new_device(ALICE, NOW).cookie(), None, NOW) is None


@pytest.mark.parametrize("position", [0, 15, 16, 31, 32, 39, 40, 71])
def test_an_altered_device_cookie_is_invalid(position: int) -> None:
    raw = bytearray(urlsafe_b64decode(new_device(ALICE, NOW).cookie()))
    raw[position] ^= 1
    assert signed_device(urlsafe_b64encode(raw).decode(), ALICE, NOW) is None


@pytest.mark.parametrize("cookie", ["", "x", "=" * 9, "ä" * 96, "A" * 96, "A" * 100_000])
def test_a_malformed_device_cookie_is_invalid(cookie: str) -> None:
    assert signed_device(cookie, ALICE, NOW) is None


def test_a_device_cookie_of_another_installation_is_invalid(
    configuration: pytest.MonkeyPatch,
) -> None:
    cookie = new_device(ALICE, NOW).cookie()
    configuration.setenv("UMBRA_SECRET_KEY", "the-secret-key-of-another-installation")
    settings.cache_clear()
    assert signed_device(cookie, ALICE, NOW) is None


DEVICE = "umbra_device"
NEW, WRONG = "seven red pears fell", "this is not the password"


async def collect_cookies(browser: Browser, number: int, clock: FrozenClock) -> list[str]:
    """Device cookies of alice, from `number` sign-ins in browsers without a cookie."""
    cookies = []
    for _ in range(number):
        browser.cookies.clear()
        assert (await browser.sign_in()).status_code == 200
        cookies.append(browser.cookies[DEVICE])
        clock.advance(seconds=1)
    browser.cookies.clear()
    return cookies


async def guess(cookie: str, password: str = WRONG, address: str = "203.0.113.5") -> int:
    """The status of a sign-in as alice with this device cookie and no other cookie."""
    async with Browser(address) as browser:
        browser.cookies[DEVICE] = cookie
        return (await browser.sign_in(password)).status_code


async def lock_out_name() -> None:
    """Fails to sign in as alice from several addresses, until her name is locked out."""
    for number in range(5):
        async with Browser(f"198.51.100.{number}") as stranger:
            await stranger.sign_in(WRONG)
    async with Browser("198.51.100.5") as stranger:
        assert (await stranger.sign_in(WRONG)).status_code == 429


async def test_collected_device_cookies_allow_few_guesses(
    browser: Browser, hasher: CountingHasher, clock: FrozenClock
) -> None:
    await browser.set_up()
    cookies = await collect_cookies(browser, 12, clock)
    before = hasher.compared
    answers = [
        await guess(cookie, address=f"203.0.113.{number}")
        for number, cookie in enumerate(cookies)
        for _ in range(6)
    ]
    assert set(answers) == {401, 429}
    assert hasher.compared - before == 15, "ten for the known browsers, and five for the name"


async def test_slow_guessing_with_collected_cookies_stops_at_100_failures_per_bucket(
    browser: Browser, hasher: CountingHasher, clock: FrozenClock
) -> None:
    await browser.set_up()
    cookies = await collect_cookies(browser, 3, clock)
    before = hasher.compared
    for _ in range(70):
        for number, cookie in enumerate(cookies):
            await guess(cookie, address=f"203.0.113.{number}")
        clock.advance(hours=1)
    assert hasher.compared - before == 200, "100 for the known browsers, 100 for the name"


async def test_an_account_has_at_most_ten_known_browsers_the_latest_ones(
    browser: Browser, database: Database, clock: FrozenClock
) -> None:
    await browser.set_up()
    first, second, *others = await collect_cookies(browser, 11, clock)
    assert await guess(second, PASSWORD) == 200
    await collect_cookies(browser, 1, clock)
    await lock_out_name()
    async with database.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM devices")) == MOST_KNOWN
    assert await guess(second, PASSWORD) == 200, "it signed in again in between"
    assert await guess(first, PASSWORD) == await guess(others[0], PASSWORD) == 429


async def test_a_known_browser_can_sign_in_while_other_known_browsers_are_locked_out(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.set_up()
    own, *cookies = await collect_cookies(browser, 5, clock)
    for number, cookie in enumerate(cookies[:2]):
        assert [await guess(cookie, address=f"203.0.113.{number}") for _ in range(5)] == [401] * 5
    assert await guess(own, PASSWORD) == 200
    assert await guess(cookies[2]) == 401, "a success clears the browsers' failures"


async def test_a_known_browser_s_failures_charge_its_address_but_are_not_blocked_by_it(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.set_up()
    [cookie] = await collect_cookies(browser, 1, clock)
    async with Browser("203.0.113.5") as beside:
        for number in range(28):
            assert (await beside.sign_in(WRONG, f"name{number}")).status_code == 401
        assert [await guess(cookie) for _ in range(2)] == [401] * 2
        assert (await beside.sign_in(WRONG, "one-more")).status_code == 429
        assert await guess(cookie) == 401
        assert await guess(cookie, PASSWORD) == 200
        assert (await beside.sign_in(WRONG, "one-more")).status_code == 429, "nothing is refunded"


async def test_a_password_change_invalidates_all_device_cookies_and_sets_a_new_one(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.set_up()
    cookies = await collect_cookies(browser, 3, clock)
    await browser.sign_in()
    before = browser.cookies[DEVICE]
    assert (await browser.post("/api/auth/password", json={"new_password": NEW})).is_success
    await lock_out_name()
    for cookie in (*cookies, before):
        assert await guess(cookie, NEW) == 429
    assert await guess(browser.cookies[DEVICE], NEW) == 200


async def test_a_password_reset_and_the_forced_change_invalidate_all_device_cookies(
    browser: Browser, stranger: Browser, clock: FrozenClock
) -> None:
    account_id = (await browser.set_up()).json()["account"]["id"]
    cookies = await collect_cookies(browser, 2, clock)
    await browser.sign_in()
    answer = await browser.post(f"/api/admin/accounts/{account_id}/reset-password")
    given = answer.json()["one_time_password"]
    assert (await stranger.sign_in(given)).status_code == 200
    await lock_out_name()
    assert await guess(cookies[0], given) == 429
    clock.advance(hours=1)
    forced = "/api/auth/password/forced-change"
    await stranger.sign_in(given)
    assert (await stranger.post(forced, json={"new_password": NEW})).status_code == 200
    await lock_out_name()
    assert await guess(cookies[0], NEW) == 429
    assert await guess(stranger.cookies[DEVICE], NEW) == 200


async def test_a_new_pin_invalidates_all_device_cookies_of_an_account_without_a_password(
    browser: Browser, stranger: Browser
) -> None:
    await browser.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
    before = browser.cookies[DEVICE]
    assert (await browser.put("/api/settings/pin", json={"new_pin": "271950"})).is_success
    for _ in range(5):
        await stranger.post("/api/auth/login", json={"pin": "000000"})
    for cookie, status in ((before, 429), (browser.cookies[DEVICE], 200)):
        stranger.cookies.clear()
        stranger.cookies[DEVICE] = cookie
        answer = await stranger.post("/api/auth/login", json={"pin": "271950"})
        assert answer.status_code == status


async def test_a_browser_that_changed_the_password_is_not_reported_as_new(
    browser: Browser, database: Database
) -> None:
    await browser.set_up()
    await browser.post("/api/auth/password", json={"new_password": NEW})
    await browser.sign_in(NEW)
    async with database.transaction() as tx:
        sign_ins = await tx.all(text("SELECT detail FROM audit_log WHERE action = 'sign_in'"))
    assert [row.detail for row in sign_ins] == [{"method": "password"}]


async def test_the_shared_bucket_of_known_browsers_is_not_listed_as_a_lockout(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.set_up()
    cookies = await collect_cookies(browser, 2, clock)
    for cookie in cookies:
        for _ in range(5):
            await guess(cookie)
    await browser.sign_in()
    listed = (await browser.get("/api/admin/overview")).json()["lockouts"]
    assert [(one["what"], one["known_browser"]) for one in listed] == [("password", True)] * 2
