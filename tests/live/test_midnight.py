"""At local midnight the owners with open tabs are told, each in a time zone of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.conftest import FrozenClock
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.live import midnight, tabs
from umbra.preferences import service as preferences
from umbra.preferences.rules import SettingsFields


@pytest.fixture(autouse=True)
def _no_other_tabs() -> Iterator[None]:
    """Earlier tests of this process may have left tabs registered."""
    _forget_tabs()
    yield
    _forget_tabs()


def _forget_tabs() -> None:
    for tab in tabs.all_tabs():
        tabs.unregister(tab)
    midnight._day_of.clear()


async def live_in(database: Database, actor: Actor, zone: str) -> None:
    async with database.transaction(actor) as tx:
        await preferences.patch_settings(tx, actor, SettingsFields(time_zone=zone))


async def test_each_owner_is_told_at_the_midnight_of_their_own_zone(
    database: Database, alice: Actor, bob: Actor, clock: FrozenClock
) -> None:
    await live_in(database, alice, "Asia/Tokyo")  # midnight at 15:00 UTC
    await live_in(database, bob, "Europe/Berlin")  # midnight at 23:00 UTC in winter
    clock.instant = datetime(2026, 1, 10, 14, 59, tzinfo=UTC)
    tabs.register("one", alice)
    tabs.register("two", bob)
    assert set(await midnight.owners_with_a_new_day()) == {alice.owner_id, bob.owner_id}
    assert await midnight.owners_with_a_new_day() == []
    clock.advance(minutes=2)
    assert await midnight.owners_with_a_new_day() == [alice.owner_id]
    clock.advance(hours=8)
    assert await midnight.owners_with_a_new_day() == [bob.owner_id]


async def test_another_time_zone_is_another_day_at_once(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    clock.instant = datetime(2026, 1, 10, 14, 59, tzinfo=UTC)
    await live_in(database, alice, "Europe/Berlin")
    tabs.register("one", alice)
    await midnight.owners_with_a_new_day()
    await live_in(database, alice, "Pacific/Kiritimati")
    assert await midnight.owners_with_a_new_day() == [alice.owner_id]


async def test_who_has_no_tab_open_is_not_asked_about(alice: Actor) -> None:
    tabs.register("one", alice)
    await midnight.owners_with_a_new_day()
    tabs.unregister("one")
    assert await midnight.owners_with_a_new_day() == []
    assert midnight._day_of == {}
