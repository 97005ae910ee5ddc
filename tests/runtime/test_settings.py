"""An invalid setting stops the start with a message that names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from umbra import cli, config
from umbra.config import ConfigurationError, Settings, secret_key, settings, setup_code
from umbra.runtime.migrations import ROOT

LONG = "a-secret-of-more-than-thirty-two-letters"
WRONG = [
    ({"UMBRA_PORT": "eight"}, "UMBRA_PORT is not valid: input should be a valid integer"),
    ({"UMBRA_PORT": "0"}, "UMBRA_PORT is not valid: input should be greater than or equal to 1"),
    ({"UMBRA_PORT": "70000"}, "UMBRA_PORT is not valid: input should be less than or equal"),
    ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL must be a PostgreSQL address"),
    ({"DATABASE_URL": "myserver/house"}, "DATABASE_URL must be a PostgreSQL address"),
    (
        {"UMBRA_DATABASE_DIRECT_URL": "postgresql://host/name"},
        "UMBRA_DATABASE_DIRECT_URL needs DATABASE_URL.",
    ),
    ({"REFLEX_REDIS_URL": "localhost"}, "REFLEX_REDIS_URL must be a Redis address"),
    ({"UMBRA_WORKERS": "2"}, "UMBRA_WORKERS above 1 needs REFLEX_REDIS_URL"),
    ({"UMBRA_SECRET_KEY": "short"}, "UMBRA_SECRET_KEY must have at least 32 characters"),
    ({"SECRET_KEY": "your-secret-key-change-in-production"}, "is a placeholder"),
    ({"UMBRA_SETUP_CODE": "1234"}, "UMBRA_SETUP_CODE must have at least 8 characters"),
    ({"UMBRA_PUBLIC_URL": "house.example.net"}, "UMBRA_PUBLIC_URL must be an address like"),
    ({"UMBRA_PUBLIC_URL": "https://umbra.example.org/a"}, "must be scheme, host and port only"),
    ({"UMBRA_TILE_URL": "https://{s}.example.org/{z}/{x}/{y}"}, "must be the address of map tiles"),
    ({"UMBRA_TILE_URL": "https://example.org/{z}/{x}.png"}, "must be the address of map tiles"),
    ({"UMBRA_TILE_URL": "https://a.org; script-src */{z}{x}{y}"}, "must be the address of map"),
    ({"UMBRA_TILE_URL": "javascript:/{z}{x}{y}"}, "must be the address of map tiles"),
    ({"UMBRA_ALLOWED_ORIGINS": "*"}, "UMBRA_ALLOWED_ORIGINS must be an address like"),
    ({"UMBRA_ALLOWED_ORIGINS": "https://a.org,b"}, "UMBRA_ALLOWED_ORIGINS must be an address"),
    ({"UMBRA_TRUSTED_PROXY_HOPS": "-1"}, "UMBRA_TRUSTED_PROXY_HOPS is not valid"),
    ({"UMBRA_LOG_LEVEL": "loud"}, "UMBRA_LOG_LEVEL is not valid: input should be 'debug'"),
    ({"UMBRA_FRAME_BYTES": "1"}, "UMBRA_FRAME_BYTES is not valid"),
]


@pytest.fixture(autouse=True)
def _uncached_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UMBRA_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(config, "settings", settings.__wrapped__)


@pytest.mark.parametrize(("environment", "sentence"), WRONG)
def test_an_invalid_setting_is_reported_with_what_to_do(
    environment: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=re.escape(sentence)) as refused:
        config.settings()
    assert all(value not in str(refused.value) for value in environment.values() if len(value) > 5)


def test_all_invalid_settings_are_reported_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UMBRA_PORT", "0")
    monkeypatch.setenv("UMBRA_LOG_LEVEL", "loud")
    with pytest.raises(ConfigurationError) as refused:
        config.settings()
    assert len(str(refused.value).splitlines()) == 2


def test_the_command_exits_with_2_and_the_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UMBRA_PORT", "eight")
    settings.cache_clear()
    assert cli.main(["run"]) == cli.MISCONFIGURED
    assert capsys.readouterr().err.startswith("UMBRA_PORT is not valid")
    settings.cache_clear()


@pytest.mark.parametrize(
    "spelling", ["postgresql", "postgres", "postgresql+asyncpg", "postgresql+psycopg"]
)
def test_the_common_forms_of_a_database_url_are_accepted(
    spelling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{spelling}://me:secret@host:5433/house?sslmode=require")
    wanted = "postgresql+psycopg://me:secret@host:5433/house?sslmode=require"
    assert config.settings().database_url == wanted


def test_an_empty_setting_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "UMBRA_SECRET_KEY", "UMBRA_PORT", "UMBRA_PUBLIC_URL"):
        monkeypatch.setenv(name, "")
    chosen = config.settings()
    assert (chosen.database_url, chosen.secret_key, chosen.port) == (None, None, 8000)


def test_the_secret_key_is_generated_once_and_private(tmp_path: Path) -> None:
    generated = secret_key()
    file = tmp_path / "data" / "secret-key"
    assert secret_key() == generated == file.read_bytes().strip()
    assert len(generated) >= config.SHORTEST_SECRET
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_configured_secret_key_is_used_and_not_written_to_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", LONG)
    assert secret_key() == LONG.encode()
    assert not (tmp_path / "data").exists()


def test_the_setup_code_is_the_same_for_every_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = setup_code()
    assert setup_code() == code
    assert (tmp_path / "data" / "setup-code").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("UMBRA_SETUP_CODE", "a-code-of-my-own")
    assert setup_code() == "a-code-of-my-own"


def test_the_pages_of_a_development_server_are_trusted_in_development_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "http://localhost:3000" not in config.settings().origins
    monkeypatch.setenv("REFLEX_ENV_MODE", "dev")
    assert "http://localhost:3000" in config.settings().origins


@pytest.mark.parametrize("url", ["https://umbra.example.org", "http://umbra.example.org:8000"])
def test_behind_a_public_url_the_pages_of_this_machine_are_not_trusted(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("UMBRA_PUBLIC_URL", url)
    monkeypatch.setenv("UMBRA_HOST", "192.0.2.7")
    monkeypatch.setenv("UMBRA_ALLOWED_ORIGINS", "https://other.example.org")
    assert config.settings().origins == (url, "https://other.example.org")
    monkeypatch.setenv("REFLEX_ENV_MODE", "dev")
    assert "http://localhost:8000" in config.settings().origins


@pytest.mark.parametrize(
    "url",
    [
        None,
        "http://localhost:8000",
        "https://127.0.0.1",
        "http://[::1]:9000",
        "https://umbra.localhost",
    ],
)
def test_pages_of_this_machine_are_trusted_when_the_public_url_is_local(
    monkeypatch: pytest.MonkeyPatch, url: str | None
) -> None:
    if url:
        monkeypatch.setenv("UMBRA_PUBLIC_URL", url)
    assert "http://localhost:8000" in config.settings().origins


def names_of_settings() -> set[str]:
    aliases = {str(field.alias) for field in Settings.model_fields.values() if field.alias}
    return aliases | {"UMBRA_SECRET_KEY", "SECRET_KEY"}


def test_the_example_file_names_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", example, re.MULTILINE))
    assert named == names_of_settings()


def test_the_readme_names_every_setting_and_no_other() -> None:
    table = (ROOT / "README.md").read_text().partition("| setting |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert named == names_of_settings()
