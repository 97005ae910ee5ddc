"""`doctor` reports the state of an installation in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import WITHOUT_DURABILITY, new_database
from tests.temporary_folders import data_folder
from umbra import cli
from umbra.config import settings
from umbra.runtime import doctor, frontend, migrations
from umbra.runtime.doctor import Finding, diagnose
from umbra.runtime.embedded import Cluster, running
from umbra.runtime.postgres_home import find_postgres_home
from umbra.runtime.prepare import prepared


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """The data folder of a healthy installation that is not running."""
    with data_folder() as folder:
        with running(folder, WITHOUT_DURABILITY) as cluster:
            migrations.upgrade(cluster.url())
        yield folder


@pytest.fixture
def home(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("UMBRA_DATA", str(data))
    monkeypatch.setattr(frontend, "is_built", lambda: True)
    monkeypatch.setattr(doctor, "orphaned_homes", lambda: iter(()))  # other installations' ones
    settings.cache_clear()
    with prepared(settings()):
        pass
    yield data
    settings.cache_clear()


def messages(level: str) -> list[str]:
    return [finding.words for finding in diagnose() if finding.level == level]


def test_a_healthy_installation_has_no_problems(home: Path) -> None:
    assert messages("wrong") == []
    assert messages("note") == ["UMBRA is not running."]
    assert "Row-level security is on." in messages("fine")
    assert "The secret key matches the database." in messages("fine")


def test_doctor_stops_the_database_it_started(home: Path) -> None:
    list(diagnose())
    assert Cluster(home, find_postgres_home(home), {}).postmaster() is None


@pytest.mark.parametrize("name", ["secret-key", "database-password"])
def test_a_file_that_others_can_read_is_reported_with_the_fix(name: str, home: Path) -> None:
    (home / name).chmod(0o644)
    assert messages("wrong") == [f"Other users can read {name}. Run: chmod 600 {home / name}"]
    (home / name).chmod(0o600)


def test_a_folder_that_others_can_open_is_reported_with_the_fix(home: Path) -> None:
    home.chmod(0o755)
    assert messages("wrong") == [f"Other users can open {home}. Run: chmod 700 {home}"]


def test_a_socket_folder_that_others_can_open_is_reported(home: Path) -> None:
    folder = find_postgres_home(home).folder / "socket"
    folder.chmod(0o777)
    assert messages("wrong") == [f"Other users can open {folder}. Run: chmod 700 {folder}"]


def test_an_access_rule_without_a_password_is_reported(home: Path) -> None:
    access = find_postgres_home(home).folder / "cluster" / "pg_hba.conf"
    before = access.read_text()
    access.write_text(before + "local all all trust\n")
    assert messages("wrong") == [f"{access} allows connections without a password."]
    access.write_text(before)


def test_a_misspelt_setting_is_reported(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UMBRA_PROT", "8001")
    assert "UMBRA_PROT is not a known setting. Did you mean UMBRA_PORT?" in messages("note")


def test_an_invalid_setting_stops_the_diagnosis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UMBRA_PORT", "eight")
    settings.cache_clear()
    assert [finding.level for finding in diagnose()] == ["wrong"]
    settings.cache_clear()


def test_a_wrong_secret_key_is_reported(home: Path) -> None:
    key = (home / "secret-key").read_text()
    (home / "secret-key").write_text("k" * 40)
    assert any(
        "is not the secret this database was created with" in words for words in messages("wrong")
    )
    (home / "secret-key").write_text(key)


def test_before_the_first_start_nothing_is_wrong_and_nothing_is_created(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UMBRA_DATA", str(tmp_path / "new"))
    settings.cache_clear()
    assert messages("wrong") == []
    assert f"{tmp_path / 'new'} does not exist yet. The first start creates it." in messages("note")
    assert not (tmp_path / "new").exists()
    settings.cache_clear()


IN_THE_DATABASE = [
    ("DROP POLICY owner_wall ON tags", "Row-level security is incomplete"),
    ("ALTER TABLE todos DISABLE ROW LEVEL SECURITY", "Row-level security is incomplete"),
    ("UPDATE alembic_version SET version_num = 'later'", "newer than this version"),
]


@pytest.mark.parametrize(("change", "words"), IN_THE_DATABASE)
def test_problems_in_a_configured_database_are_reported(
    change: str,
    words: str,
    server_url: str,
    template: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with new_database(server_url, "umbra_sick", template) as url:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute(change)  # pyright: ignore[reportArgumentType, reportCallIssue]
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("UMBRA_DATA", str(tmp_path))
        settings.cache_clear()
        tmp_path.chmod(0o700)
        assert [words in sentence for sentence in messages("wrong")] == [True]
        settings.cache_clear()


def test_an_unreachable_database_is_reported_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:canary-secret@127.0.0.1:1/none")
    monkeypatch.setenv("UMBRA_DATA", str(tmp_path))
    settings.cache_clear()
    message = " ".join(messages("wrong"))
    assert "Connection refused" in message
    assert "canary-secret" not in message
    settings.cache_clear()


def test_the_command_fails_when_something_is_wrong(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor"]) == cli.OK
    (home / "secret-key").chmod(0o644)
    assert cli.main(["doctor"]) == cli.FAILED
    (home / "secret-key").chmod(0o600)
    assert "WRONG  Other users can read secret-key" in capsys.readouterr().out


def test_every_finding_is_a_sentence(home: Path) -> None:
    for finding in diagnose():
        assert isinstance(finding, Finding)
        assert finding.words[0].isupper() or finding.words[0] == "/"
