"""Hashing: slow on purpose, off the event loop, and bounded."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import bcrypt
import pytest
from sqlalchemy import text

from tests.accounts.conftest import PASSWORD, Browser, CountingHasher
from umbra.accounts.primitives import hashing
from umbra.accounts.primitives.hashing import (
    MAX_CONCURRENT_ATTEMPTS,
    MAX_QUEUED,
    MAX_QUEUED_PER_ACCOUNT,
    MAX_QUEUED_PER_NAME,
    Hasher,
)
from umbra.accounts.primitives.keys import key, mac
from umbra.config import settings
from umbra.core.errors import TooManyAttempts
from umbra.core.ids import new_id
from umbra.database import Database

ALICE, BOB = new_id(), new_id()


async def test_production_hashes_at_a_cost_of_twelve() -> None:
    hashing.use(None)
    stored = await hashing.hasher().hash("password", "four green apples fell")
    assert stored.split("$")[3] == "12"
    assert not hashing.hasher().is_outdated(stored)


async def test_a_cheaper_hash_or_one_with_another_key_is_outdated() -> None:
    assert Hasher(cost=5).is_outdated(await Hasher(cost=4).hash("pin", "830164"))
    assert Hasher(cost=4).is_outdated("0$$2b$04$" + "." * 53)


async def test_a_secret_matches_its_own_hash_and_none_of_another_kind() -> None:
    hasher = Hasher(cost=4)
    stored = await hasher.hash("pin", "830164")
    assert await hasher.matches("pin", "830164", stored)
    assert not await hasher.matches("pin", "830165", stored)
    assert not await hasher.matches("password", "830164", stored)


async def test_without_a_stored_hash_a_dummy_hash_is_compared_and_nothing_matches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []
    compare = bcrypt.checkpw
    monkeypatch.setattr(
        bcrypt, "checkpw", lambda secret, stored: compared.append(stored) or compare(secret, stored)
    )
    assert not await Hasher(cost=4).matches("password", "four green apples fell", None)
    assert [stored[:7] for stored in compared] == [b"$2b$04$"], "a comparison takes as long"


async def test_hashing_runs_in_threads_and_not_on_the_event_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads: set[str] = set()
    derive = bcrypt.hashpw

    def noted(secret: bytes, salt: bytes) -> bytes:
        threads.add(threading.current_thread().name)
        return derive(secret, salt)

    monkeypatch.setattr(bcrypt, "hashpw", noted)
    hasher = Hasher(cost=4, threads=2)
    await asyncio.gather(*(hasher.hash("pin", str(number)) for number in range(20)))
    assert len(threads) <= 2
    assert all(name.startswith("umbra-hash") for name in threads)


async def test_a_flood_of_sign_ins_is_refused_once_the_queue_is_full() -> None:
    hasher = Hasher(cost=4, threads=1)
    answers = await asyncio.gather(
        *(hasher.hash("pin", "830164") for _ in range(MAX_QUEUED + 50)), return_exceptions=True
    )
    turned_away = [answer for answer in answers if isinstance(answer, TooManyAttempts)]
    assert len(turned_away) == 50
    assert await hasher.hash("pin", "830164")


async def test_in_a_flood_of_sign_ins_four_run_at_once_and_only_queued_ones_are_charged(
    browser: Browser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await browser.set_up()
    running, peak = 0, 0
    all_there = asyncio.Event()
    matches = CountingHasher.matches

    async def counting(self: CountingHasher, *arguments: Any) -> bool:
        nonlocal running, peak
        running += 1
        peak = max(peak, running)
        if running == MAX_CONCURRENT_ATTEMPTS:
            all_there.set()
        try:
            await asyncio.wait_for(all_there.wait(), 10)  # none leaves before all have come
            return await matches(self, *arguments)
        finally:
            running -= 1

    monkeypatch.setattr(CountingHasher, "matches", counting)
    many = [Browser(f"10.0.{number}.1") for number in range(MAX_QUEUED + 50)]
    answers = await asyncio.gather(
        *(one.sign_in("not the password", f"nobody{n}") for n, one in enumerate(many))
    )
    assert Counter(answer.status_code for answer in answers) == {401: MAX_QUEUED, 429: 50}
    assert peak == MAX_CONCURRENT_ATTEMPTS
    async with database.transaction() as tx:
        charged = await tx.scalar(text("SELECT count(*) FROM throttles WHERE failures > 0"))
    assert charged == 3 * MAX_QUEUED, "a name, and an address per minute and per hour"
    assert (await browser.sign_in()).status_code == 200


async def test_a_sign_in_waits_for_at_most_one_request_of_a_busy_account() -> None:
    hasher, done = Hasher(cost=4, threads=1), []

    async def request() -> None:
        async with hasher.account_slot(ALICE):
            await hasher.hash("password", "four green apples fell")
            done.append("request")

    async def sign_in() -> None:
        async with hasher.queue_slot(("192.0.2.1", "bob")):
            await hasher.matches("password", "four green apples fell", None)
            done.append("sign-in")

    requests = [asyncio.create_task(request()) for _ in range(MAX_QUEUED_PER_ACCOUNT)]
    await asyncio.sleep(0)
    await asyncio.gather(sign_in(), *requests)
    assert done.index("sign-in") <= 1


async def test_repeated_sign_ins_of_one_name_delay_only_themselves() -> None:
    hasher, done = Hasher(cost=4, threads=1), []

    async def sign_in(name: str) -> None:
        async with hasher.queue_slot(("192.0.2.1", name)):
            await hasher.matches("password", "four green apples fell", None)
            done.append(name)

    often = [asyncio.create_task(sign_in("mallory")) for _ in range(MAX_QUEUED_PER_NAME)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyAttempts):
        await sign_in("mallory")
    await asyncio.gather(sign_in("alice"), *often)
    assert done.index("alice") <= 1
    assert len(done) == MAX_QUEUED_PER_NAME + 1


async def test_an_account_waits_for_at_most_one_request_of_another_account() -> None:
    hasher, done = Hasher(cost=4, threads=1), []

    async def request(account_id: UUID) -> None:
        async with hasher.account_slot(account_id):
            await hasher.hash("pin", "830164")
            done.append(account_id)

    often = [asyncio.create_task(request(ALICE)) for _ in range(MAX_QUEUED_PER_ACCOUNT)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyAttempts):
        await request(ALICE)
    await asyncio.gather(request(BOB), *often)
    assert done.index(BOB) <= 1


@asynccontextmanager
async def full_queue(hasher: Hasher, account_id: UUID) -> AsyncIterator[None]:
    """The queue of an account is full while the block runs."""

    async def wait() -> None:
        async with hasher.account_slot(account_id):
            raise AssertionError("the slot is taken")

    async with hasher.account_slot(account_id):
        waiting = [asyncio.create_task(wait()) for _ in range(MAX_QUEUED_PER_ACCOUNT - 1)]
        await asyncio.sleep(0)
        yield
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/auth/confirm", {"password": PASSWORD}),
        ("POST", "/api/auth/password", {"new_password": "seven red pears fell"}),
        ("PUT", "/api/settings/pin", {"new_pin": "830164"}),
        ("PUT", "/api/settings/pin", {"password": PASSWORD, "new_pin": "830164"}),
        ("POST", "/api/auth/unlock", {"password": PASSWORD}),
        ("POST", "/api/admin/accounts", {"username": "bob"}),
        ("POST", "/api/admin/accounts/{id}/reset-password", {}),
    ],
)
async def test_requests_that_hash_use_the_account_s_queue_and_do_not_block_a_sign_in(
    method: str,
    path: str,
    body: dict[str, str],
    browser: Browser,
    stranger: Browser,
    hasher: CountingHasher,
) -> None:
    account_id = UUID((await browser.set_up()).json()["account"]["id"])
    if path.endswith("/unlock"):
        await browser.post("/api/auth/lock")
    async with full_queue(hasher, account_id):
        refused = await browser.request(method, path.format(id=account_id), json=body)
        assert refused.status_code == 429, refused.text
        assert (await stranger.sign_in()).status_code == 200
    answer = await browser.request(method, path.format(id=account_id), json=body)
    assert answer.is_success, answer.text


async def test_a_forced_password_change_uses_the_account_s_queue(
    browser: Browser, database: Database, hasher: CountingHasher
) -> None:
    account_id = UUID((await browser.set_up()).json()["account"]["id"])
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET password_change_pending = true"))
    await browser.sign_in()
    new = {"new_password": "seven red pears fell"}
    async with full_queue(hasher, account_id):
        refused = await browser.post("/api/auth/password/forced-change", json=new)
        assert refused.status_code == 429
    changed = await browser.post("/api/auth/password/forced-change", json=new)
    assert changed.status_code == 200


def test_a_database_dump_without_the_secret_key_can_t_be_searched(
    configuration: pytest.MonkeyPatch,
) -> None:
    before = mac("password", b"four green apples fell")
    configuration.setenv("UMBRA_SECRET_KEY", "another-secret-of-a-good-length-for-tests")
    settings.cache_clear()
    assert mac("password", b"four green apples fell") != before


def test_each_purpose_and_number_has_a_key_of_its_own() -> None:
    keys = {key("password"), key("pin"), key("throttle"), key("device"), key("password", 2)}
    assert len(keys) == 5
    assert {len(one) for one in keys} == {32}


def test_the_parts_of_a_mac_are_framed_separately() -> None:
    assert mac("device", b"ab", b"c") != mac("device", b"a", b"bc")
