"""Settings, by service and by route."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from tests.conftest import FrozenClock
from umbra.core.actor import Actor
from umbra.core.errors import StaleVersion
from umbra.core.fields import validated
from umbra.database import Database
from umbra.preferences import service
from umbra.preferences.defaults import create_settings
from umbra.preferences.service import SettingsFields, SettingsRow

CHOSEN: dict[str, Any] = {
    "display_name": "Alice 🌒",
    "time_zone": "Pacific/Auckland",
    "locale": "de-CH",
    "week_start": "sunday",
    "week_numbers": True,
    "dashboard_cards": ["counts", "today"],
    "theme": "dark",
    "accent": "teal",
    "background": "plain",
    "upcoming_days": 366,
    "auto_lock_minutes": None,
    "event_minutes": 45,
    "first_hour": 0,
    "default_alarm": {"days_before": 1, "at": "18:00"},
}


def changes(**values: Any) -> SettingsFields:
    return validated(SettingsFields, values)


async def test_settings_are_put_and_read_back(as_alice: AsyncClient) -> None:
    before = (await as_alice.get("/api/settings")).json()
    assert before["display_name"] == "Alice"
    put = await as_alice.put("/api/settings", json=CHOSEN)
    assert put.status_code == 200
    settings = put.json()
    assert {name: settings[name] for name in CHOSEN} == CHOSEN
    assert settings["version"] == before["version"] + 1
    assert settings["time_zone_confirmed"] is True
    read = await as_alice.get("/api/settings")
    assert (read.json(), read.headers["etag"]) == (settings, f'"{settings["version"]}"')
    assert (await as_alice.put("/api/settings", json=settings)).json() == {
        **settings,
        "version": settings["version"] + 1,
    }


async def test_a_patch_changes_only_its_fields_and_null_resets_to_the_default(
    as_alice: AsyncClient,
) -> None:
    settings = (await as_alice.put("/api/settings", json=CHOSEN)).json()
    patched = (
        await as_alice.patch("/api/settings", json={"theme": "light", "accent": None})
    ).json()
    assert patched == {
        **settings,
        "version": settings["version"] + 1,
        "theme": "light",
        "accent": "indigo",
    }
    assert (await as_alice.patch("/api/settings", json={})).json() == patched


async def test_saving_a_stale_version_answers_412_and_changes_nothing(
    as_alice: AsyncClient,
) -> None:
    settings = await as_alice.get("/api/settings")
    await as_alice.patch("/api/settings", json={"theme": "dark"})
    for method in ("PUT", "PATCH"):
        for json in ({"display_name": "Lost", "theme": "light"}, {}):
            if method == "PUT" or json:
                stale = await as_alice.request(
                    method,
                    "/api/settings",
                    json=json,
                    headers={"If-Match": settings.headers["etag"]},
                )
                assert stale.status_code == 412
    now = (await as_alice.get("/api/settings")).json()
    assert (now["theme"], now["display_name"]) == ("dark", "Alice")


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (
            {"time_zone": "Mars/Base"},
            "time_zone",
            "Must be an IANA time zone name, such as Europe/Berlin.",
        ),
        ({"time_zone": "../etc/passwd"}, "time_zone", None),
        ({"time_zone": "europe/berlin\x00"}, "time_zone", None),
        ({"locale": "Deutsch!"}, "locale", "Must be a language tag, such as en or de-CH."),
        (
            {"week_start": "friday"},
            "week_start",
            "Must be one of 'monday', 'sunday' or 'saturday'.",
        ),
        ({"theme": "pink"}, "theme", None),
        ({"accent": "#ff0000"}, "accent", None),
        ({"background": "https://example.org/x.png"}, "background", None),
        ({"dashboard_cards": ["stocks"]}, "dashboard_cards.0", None),
        ({"upcoming_days": 0}, "upcoming_days", "Must be 1 to 366 days."),
        ({"upcoming_days": 367}, "upcoming_days", "Must be 1 to 366 days."),
        ({"upcoming_days": 7.5}, "upcoming_days", "Must be a whole number."),
        ({"upcoming_days": "7"}, "upcoming_days", "Must be a whole number."),
        ({"upcoming_days": 10**30}, "upcoming_days", "Must be 1 to 366 days."),
        (
            {"auto_lock_minutes": 0},
            "auto_lock_minutes",
            "Must be 1 to 1440 minutes, or null to never lock.",
        ),
        ({"event_minutes": 4}, "event_minutes", "Must be 5 to 1440 minutes."),
        ({"event_minutes": 1441}, "event_minutes", "Must be 5 to 1440 minutes."),
        ({"first_hour": -1}, "first_hour", "Must be an hour of the day, 0 to 23."),
        ({"first_hour": 24}, "first_hour", "Must be an hour of the day, 0 to 23."),
        ({"week_numbers": 1}, "week_numbers", "Must be true or false."),
        (
            {"display_name": "a" * 501},
            "display_name",
            "Can have at most 500 characters; this has 501.",
        ),
        ({"display_name": "\x00"}, "display_name", None),
        ({"role": "admin"}, "role", "Is not a known field."),
    ],
)
async def test_invalid_input_is_reported_at_its_field(
    as_alice: AsyncClient, change: dict[str, Any], field: str, message: str | None
) -> None:
    for method in ("PUT", "PATCH"):
        answered = await as_alice.request(method, "/api/settings", json=change)
        assert answered.status_code == 422
        [error] = answered.json()["errors"]
        assert error["field"] == field
        assert message is None or error["message"] == message


async def test_one_owner_s_change_leaves_another_owner_s_settings_alone(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    before = (await as_bob.get("/api/settings")).json()
    await as_alice.put("/api/settings", json=CHOSEN)
    assert (await as_bob.get("/api/settings")).json() == before


async def test_an_owner_without_a_row_reads_the_defaults_and_writing_creates_the_row(
    database: Database, alice: Actor
) -> None:
    async with database.transaction(alice) as tx:
        await tx.execute(text("DELETE FROM settings"))
        assert await service.get_settings(tx, alice) == SettingsRow(display_name="Alice")
        assert await service.today(tx, alice) == tx.now.date()
        with pytest.raises(StaleVersion):
            async with tx.connection.begin_nested():
                await service.patch_settings(tx, alice, changes(theme="dark"), 3)
        written = await service.patch_settings(tx, alice, changes(theme="dark"), 0)
        assert written == await service.get_settings(tx, alice)
    assert (written.version, written.theme, written.accent) == (1, "dark", "indigo")


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", date(2026, 3, 4)),
        ("Pacific/Auckland", date(2026, 3, 5)),
        ("America/Los_Angeles", date(2026, 3, 4)),
    ],
)
async def test_today_is_the_date_in_the_owner_s_time_zone(
    database: Database, alice: Actor, clock: FrozenClock, zone: str, day: date
) -> None:
    clock.instant = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
    async with database.transaction(alice) as tx:
        await service.patch_settings(tx, alice, changes(time_zone=zone))
        assert await service.today(tx, alice) == day


async def test_a_browser_s_time_zone_is_used_until_the_user_chooses_one(
    database: Database, alice: Actor
) -> None:
    async with database.transaction(alice) as tx:
        assert await service.suggest_time_zone(tx, alice, "Europe/Berlin")
        guessed = await service.get_settings(tx, alice)
        assert (guessed.time_zone, guessed.time_zone_confirmed) == ("Europe/Berlin", False)
        assert not await service.suggest_time_zone(tx, alice, "Mars/Base")
        await service.patch_settings(tx, alice, changes(time_zone="Asia/Tokyo"))
        assert not await service.suggest_time_zone(tx, alice, "Europe/Berlin")
        chosen = await service.get_settings(tx, alice)
    assert (chosen.time_zone, chosen.time_zone_confirmed) == ("Asia/Tokyo", True)


INVALID_ZONES = [
    "localtime",
    "Factory",
    "posixrules",
    "leapseconds",
    "tzdata.zi",
    "right/Europe/Berlin",
    "posix/Europe/Berlin",
    "Europe",
    "europe/berlin",
    "",
]


def test_the_time_zones_to_choose_from_are_iana_names() -> None:
    zones = service.time_zones()
    assert {"UTC", "Europe/Berlin", "Asia/Kolkata", "Japan", "Etc/GMT+5"} <= set(zones)
    assert not set(INVALID_ZONES) & set(zones)
    assert list(zones) == sorted(zones)


@pytest.mark.parametrize("name", INVALID_ZONES)
async def test_an_invalid_time_zone_is_refused_and_ignored_as_a_guess(
    as_alice: AsyncClient, database: Database, alice: Actor, name: str
) -> None:
    refused = await as_alice.patch("/api/settings", json={"time_zone": name})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "time_zone"
    async with database.transaction(alice) as tx:
        assert not await service.suggest_time_zone(tx, alice, name)


@pytest.mark.parametrize("name", INVALID_ZONES)
async def test_a_stored_time_zone_that_is_no_longer_known_is_utc_until_the_user_chooses(
    as_alice: AsyncClient, database: Database, alice: Actor, name: str
) -> None:
    async with database.transaction(alice) as tx:
        await tx.execute(
            text("UPDATE settings SET time_zone = :name, time_zone_confirmed = true"),
            {"name": name},
        )
        assert await service.owner_time_zone(tx, alice) == service.OwnerTimeZone(
            "UTC", confirmed=False
        )
        assert await service.today(tx, alice) == tx.now.date()
    settings = (await as_alice.get("/api/settings")).json()
    assert (settings["time_zone"], settings["time_zone_confirmed"]) == ("UTC", False)
    assert (await as_alice.get("/api/dashboard")).status_code == 200
    chosen = await as_alice.patch("/api/settings", json={"time_zone": "Asia/Tokyo"})
    assert chosen.json()["time_zone_confirmed"] is True


async def test_a_new_account_with_an_invalid_time_zone_starts_in_utc(
    database: Database, alice: Actor
) -> None:
    async with database.transaction(alice) as tx:
        await tx.execute(text("DELETE FROM settings"))
        await create_settings(tx, alice.owner_id, "localtime")
        assert await service.owner_time_zone(tx, alice) == service.OwnerTimeZone(
            "UTC", confirmed=False
        )
