"""Hashing: slow on purpose, off the event loop, and bounded."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from typing import Any

import bcrypt
import pytest
from sqlalchemy import text

from tests.accounts.conftest import Browser, CountingHasher
from umbra.accounts import hashing
from umbra.accounts.hashing import MOST_AT_WORK, MOST_WAITING, Hasher
from umbra.accounts.keys import key, mac
from umbra.config import settings
from umbra.core.errors import TooManyAttempts
from umbra.database import Database


async def test_production_hashes_at_a_cost_of_twelve() -> None:
    hashing.use(None)
    stored = await hashing.hasher().hash("password", "four green apples fell")
    assert stored.split("$")[3] == "12"
    assert not hashing.hasher().is_outdated(stored)


async def test_a_cheaper_hash_or_one_with_another_key_is_outdated() -> None:
    assert Hasher(cost=5).is_outdated(await Hasher(cost=4).hash("pin", "830164"))
    assert Hasher(cost=4).is_outdated("0$$2b$04$" + "." * 53)


async def test_a_secret_matches_its_hash_and_no_other_kind_s() -> None:
    hasher = Hasher(cost=4)
    stored = await hasher.hash("pin", "830164")
    assert await hasher.matches("pin", "830164", stored)
    assert not await hasher.matches("pin", "830165", stored)
    assert not await hasher.matches("password", "830164", stored)


async def test_nothing_matches_where_nothing_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    compare = bcrypt.checkpw
    monkeypatch.setattr(
        bcrypt, "checkpw", lambda secret, stored: compared.append(stored) or compare(secret, stored)
    )
    assert not await Hasher(cost=4).matches("password", "four green apples fell", None)
    assert [stored[:7] for stored in compared] == [b"$2b$04$"], "and it takes as long"


async def test_hashing_happens_beside_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
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


async def test_a_flood_of_sign_ins_is_turned_away_not_queued_without_end() -> None:
    hasher = Hasher(cost=4, threads=1)
    answers = await asyncio.gather(
        *(hasher.hash("pin", "830164") for _ in range(MOST_WAITING + 50)), return_exceptions=True
    )
    turned_away = [answer for answer in answers if isinstance(answer, TooManyAttempts)]
    assert len(turned_away) == 50
    assert await hasher.hash("pin", "830164")


async def test_of_a_flood_of_sign_ins_four_are_at_work_and_only_those_that_wait_are_charged(
    browser: Browser, house: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await browser.set_up()
    at_work, most = 0, 0
    matches = CountingHasher.matches

    async def counting(self: CountingHasher, *arguments: Any) -> bool:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        try:
            return await matches(self, *arguments)
        finally:
            at_work -= 1

    monkeypatch.setattr(CountingHasher, "matches", counting)
    crowd = [Browser(f"10.0.{number}.1") for number in range(MOST_WAITING + 50)]
    answers = await asyncio.gather(
        *(one.sign_in("not the password", f"nobody{n}") for n, one in enumerate(crowd))
    )
    assert Counter(answer.status_code for answer in answers) == {401: MOST_WAITING, 429: 50}
    assert most == MOST_AT_WORK
    async with house.transaction() as tx:
        charged = await tx.scalar(text("SELECT count(*) FROM throttles WHERE failures > 0"))
    assert charged == 3 * MOST_WAITING, "a name, and an address by the minute and by the hour"
    assert (await browser.sign_in()).status_code == 200


def test_a_dump_without_the_secret_can_t_be_searched(
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


def test_parts_of_what_is_signed_don_t_run_into_each_other() -> None:
    assert mac("device", b"ab", b"c") != mac("device", b"a", b"bc")
