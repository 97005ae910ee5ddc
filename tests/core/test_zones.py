"""One time zone database for everything: the pinned package, not the machine's files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest

from umbra.core import zones

UMBRA = Path(zones.__file__).parents[1]


def test_the_version_is_that_of_the_pinned_package() -> None:
    year, number = version("tzdata").split(".")
    assert zones.tzdata_version() == f"{year}{chr(ord('a') + int(number) - 1)}"


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "Asia/Calcutta", "Etc/GMT+5", "Japan"])
def test_a_zone_or_link_of_the_database_is_known(name: str) -> None:
    assert zones.is_known_zone(name)
    assert zones.time_zone(name).key == name
    assert len(zones.rules_hash(name)) == 64


@pytest.mark.parametrize(
    "name",
    [
        *(None, "", "europe/berlin", "Europe/Berlin ", "Mars/Base", "Factory", "localtime"),
        *("posixrules", "../Europe/Berlin", "/etc/localtime", "Europe", "Europe/Berlin\x00"),
    ],
)
def test_anything_else_is_not_known(name: str | None) -> None:
    assert not zones.is_known_zone(name)
    if name is not None:
        with pytest.raises(LookupError):
            zones.time_zone(name)
        with pytest.raises(LookupError):
            zones.rules_hash(name)


def test_rules_differ_between_zones_and_are_shared_by_links() -> None:
    assert zones.rules_hash("Europe/Berlin") != zones.rules_hash("Europe/London")
    assert zones.rules_hash("Asia/Calcutta") == zones.rules_hash("Asia/Kolkata")


def test_the_machine_s_zone_files_are_not_read(tmp_path: Path) -> None:
    """On a machine whose files say that Berlin is in UTC, Berlin is where tzdata says."""
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "Berlin").write_bytes(
        files("tzdata").joinpath("zoneinfo/UTC").read_bytes()
    )
    script = (
        "from datetime import datetime, UTC; from zoneinfo import ZoneInfo; "
        "berlin = 'Europe/Berlin'; "
        "from umbra.core import clock, moments, zones; "
        "noon = datetime(2026, 7, 1, 12); night = datetime(2026, 7, 1, 22, tzinfo=UTC); "
        "print(noon.replace(tzinfo=ZoneInfo(berlin)).astimezone(UTC).hour, "
        "zones.instant_of(noon, berlin).hour, clock.local_date(night, berlin).day, "
        "moments.Now(night, berlin).moment(night))"
    )
    printed = subprocess.check_output(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONTZPATH": str(tmp_path)},
        cwd=UMBRA.parent,
        text=True,
    )
    assert printed.split() == ["12", "10", "2", "Today", "00:00"]


def test_no_other_module_makes_time_zones() -> None:
    made = re.compile(r"\bZoneInfo\(|available_timezones|dateutil\.tz|\bgettz\b|\bpytz\b")
    found = [
        path.relative_to(UMBRA).as_posix()
        for path in UMBRA.rglob("*.py")
        if made.search(path.read_text())
    ]
    assert found == []


def test_the_database_is_never_asked_to_convert_between_zones() -> None:
    asked = re.compile(r"AT\s+TIME\s+ZONE", re.IGNORECASE)
    migrations = UMBRA.parent / "alembic"
    sources = [*UMBRA.rglob("*.py"), *migrations.rglob("*.py")]
    assert [path.name for path in sources if asked.search(path.read_text())] == []
