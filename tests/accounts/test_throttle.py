"""Rate limits of attempts at secrets: charged before the secret is compared, and persistent."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.accounts.conftest import PASSWORD, SETUP_CODE, Browser, CountingHasher
from tests.conftest import FrozenClock
from umbra.accounts.rate_limiting import throttle
from umbra.accounts.rate_limiting.throttle import Count, LockedOut, charged
from umbra.database import Database

WRONG = "this is not the password"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
async def other_browser(browser: Browser, stranger: Browser) -> Browser:
    """A browser that is not signed in, on a server that alice has set up."""
    await browser.set_up()
    return stranger


async def test_after_five_wrong_passwords_even_the_right_one_waits_five_minutes(
    other_browser: Browser, clock: FrozenClock
) -> None:
    answers = [await other_browser.sign_in(WRONG) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401] * 5
    refused = await other_browser.sign_in()
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "300"
    clock.advance(seconds=299)
    assert (await other_browser.sign_in()).headers["retry-after"] == "1"
    clock.advance(seconds=1)
    assert (await other_browser.sign_in()).status_code == 200


async def test_the_wait_doubles_up_to_an_hour(other_browser: Browser, clock: FrozenClock) -> None:
    waits = []
    for _ in range(6):
        for _ in range(5):
            await other_browser.sign_in(WRONG)
        wait = int((await other_browser.sign_in(WRONG)).headers["retry-after"])
        waits.append(wait // 60)
        clock.advance(seconds=wait)
    assert waits == [5, 10, 20, 40, 60, 60]


async def test_a_name_that_does_not_exist_is_rate_limited_the_same_way(
    other_browser: Browser, hasher: CountingHasher
) -> None:
    real, invented = [], []
    for _ in range(6):
        real.append(await other_browser.sign_in(WRONG, "alice"))
        invented.append(await other_browser.sign_in(WRONG, "nobody-here"))
    for one, other in zip(real, invented, strict=True):
        assert one.status_code == other.status_code
        assert one.json() == other.json()
        assert one.headers.items() == other.headers.items()
    assert real[-1].status_code == 429
    assert hasher.compared == 10
    assert (await other_browser.sign_in(PASSWORD, "alice")).json() == real[-1].json()


async def test_attempts_at_an_account_are_counted_together_from_all_addresses(
    browser: Browser, database: Database
) -> None:
    await browser.set_up()
    for number in range(5):
        async with Browser(f"203.0.113.{number}") as guesser:
            assert (await guesser.sign_in(WRONG, "Alice" if number % 2 else "ALICE")).is_error
    async with Browser("203.0.113.99") as guesser:
        assert (await guesser.sign_in()).status_code == 429


async def test_two_hundred_wrong_passwords_at_once_reach_the_hasher_five_times(
    browser: Browser, hasher: CountingHasher
) -> None:
    await browser.set_up()
    guessers = [Browser(f"2001:db8:{number:x}::1") for number in range(200)]
    answers = await asyncio.gather(*(guesser.sign_in(WRONG) for guesser in guessers))
    assert hasher.compared == 5
    assert Counter(answer.status_code for answer in answers) == {401: 5, 429: 195}


async def test_the_31st_failure_per_minute_from_one_address_is_rate_limited(
    other_browser: Browser, clock: FrozenClock
) -> None:
    for number in range(30):
        assert (await other_browser.sign_in(WRONG, f"name{number}")).status_code == 401
    refused = await other_browser.sign_in(WRONG, "one-more")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) <= 60
    clock.advance(minutes=1)
    assert (await other_browser.sign_in(WRONG, "one-more")).status_code == 401


async def test_an_address_is_limited_to_200_failures_per_hour(
    other_browser: Browser, clock: FrozenClock
) -> None:
    failures = 0
    for minute in range(9):
        for number in range(25):
            answer = await other_browser.sign_in(WRONG, f"name{minute}-{number}")
            failures += answer.status_code == 401
        clock.advance(minutes=1)
    assert failures == 200


async def test_an_ipv6_network_counts_as_one_address(browser: Browser) -> None:
    await browser.set_up()
    for number in range(30):
        async with Browser(f"2001:db8:7:7::{number:x}") as guesser:
            await guesser.sign_in(WRONG, f"name{number}")
    async with Browser("2001:db8:7:7:abcd::1") as guesser:
        assert (await guesser.sign_in(WRONG, "one-more")).status_code == 429


async def test_a_forged_forwarded_address_changes_nothing(other_browser: Browser) -> None:
    for number in range(30):
        other_browser.headers["X-Forwarded-For"] = f"203.0.113.{number}"
        await other_browser.sign_in(WRONG, f"name{number}")
    other_browser.headers["X-Forwarded-For"] = "203.0.113.77"
    assert (await other_browser.sign_in(WRONG, "one-more")).status_code == 429


async def test_a_successful_sign_in_clears_the_account_s_failures(
    other_browser: Browser,
) -> None:
    for _ in range(2):
        for _ in range(4):
            assert (await other_browser.sign_in(WRONG)).status_code == 401
        other_browser.cookies.clear()
        assert (await other_browser.sign_in()).status_code == 200
        other_browser.cookies.clear()


async def test_a_successful_sign_in_lifts_no_other_account_s_lockout(
    browser: Browser, other_browser: Browser
) -> None:
    for _ in range(5):
        await other_browser.sign_in(WRONG, "bob")
    assert (await other_browser.sign_in()).status_code == 200
    assert (await other_browser.sign_in(WRONG, "bob")).status_code == 429


async def test_a_successful_sign_in_refunds_the_address(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.set_up()
    for _ in range(40):
        browser.cookies.clear()
        assert (await browser.sign_in()).status_code == 200


async def test_a_known_browser_is_not_locked_out_by_other_callers(
    browser: Browser, other_browser: Browser
) -> None:
    for number in range(31):
        await other_browser.sign_in(WRONG, f"name{number}")
        await other_browser.sign_in(WRONG)
    assert (await other_browser.sign_in()).status_code == 429
    assert (await browser.sign_in()).status_code == 200
    async with Browser("198.51.100.7") as at_the_same_address:
        at_the_same_address.cookies = browser.cookies
        assert (await at_the_same_address.sign_in()).status_code == 200


async def test_a_known_browser_guesses_no_faster_than_others(
    browser: Browser, hasher: CountingHasher
) -> None:
    await browser.set_up()
    answers = [await browser.sign_in(WRONG) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert hasher.compared == 5


async def test_one_account_s_device_cookie_does_not_help_with_another(
    browser: Browser, database: Database
) -> None:
    await browser.set_up()
    for number in range(30):
        await browser.sign_in(WRONG, f"name{number}")
    assert (await browser.sign_in(WRONG, "one-more")).status_code == 429


async def test_a_pin_waits_thirty_seconds_after_five_then_doubles_at_each_up_to_a_day(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
    browser.cookies.clear()
    waits = []
    for tries in [5, *[1] * 13]:
        for _ in range(tries):
            answer = await browser.post("/api/auth/login", json={"pin": "000000"})
            assert answer.status_code == 401
        answer = await browser.post("/api/auth/login", json={"pin": "830164"})
        waits.append(int(answer.headers["retry-after"]))
        clock.advance(seconds=waits[-1])
    assert waits[:4] == [30, 60, 120, 240]
    assert waits[-1] == waits[-2] == 86_400
    assert (await browser.post("/api/auth/login", json={"pin": "830164"})).status_code == 200


async def test_counts_survive_a_rollback_and_a_restart(
    browser: Browser,
    other_browser: Browser,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from umbra.accounts.audit import audit_log

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(audit_log, "record", broken)
        for _ in range(5):
            with pytest.raises(RuntimeError):
                await other_browser.sign_in(WRONG)
    await database.engine.dispose()
    assert (await other_browser.sign_in()).status_code == 429


async def test_the_table_of_counters_contains_no_names(
    other_browser: Browser, database: Database
) -> None:
    await other_browser.sign_in(WRONG)
    await other_browser.sign_in(WRONG, "my secret in the wrong field")
    async with database.transaction() as tx:
        rows = repr([tuple(row) for row in await tx.all(text("SELECT * FROM throttles"))])
    assert "alice" not in rows
    assert "my secret" not in rows


async def test_a_lockout_is_in_the_audit_log(other_browser: Browser, database: Database) -> None:
    for _ in range(7):
        await other_browser.sign_in(WRONG)
    async with database.transaction() as tx:
        results = await tx.all(
            text("SELECT result FROM audit_log WHERE action = 'sign_in' ORDER BY number")
        )
    assert [row.result for row in results] == ["refused"] * 5 + ["throttled"]


def test_a_hundred_consecutive_failures_lock_out_permanently() -> None:
    now, count = NOON, None
    for _ in range(100):
        if count is not None and count.blocked_until is not None:
            now = count.blocked_until
        count = charged(count, throttle.PASSWORD, now)
    with pytest.raises(LockedOut, match="ask an admin to lift the lockout"):
        charged(count, throttle.PASSWORD, now + timedelta(days=400))


def test_slow_guessing_counts_towards_the_permanent_lockout_too() -> None:
    now, count = NOON, None
    for _ in range(100):
        count = charged(count, throttle.PASSWORD, now)
        now += timedelta(minutes=6)
    with pytest.raises(LockedOut):
        charged(count, throttle.PASSWORD, now)


def test_the_counter_restarts_with_each_window() -> None:
    count = Count(charges=4, failures=4, bans=0, window_from=NOON)
    assert charged(count, throttle.PASSWORD, NOON + timedelta(minutes=4)).blocked_until
    later = charged(count, throttle.PASSWORD, NOON + timedelta(minutes=5))
    assert (later.charges, later.failures, later.blocked_until) == (1, 5, None)
