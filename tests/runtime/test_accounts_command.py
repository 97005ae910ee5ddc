"""Account recovery by the command line, recorded in the audit log."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.accounts.authenticator import enrol, verify
from tests.accounts.conftest import Browser, configuration, database, hasher
from tests.conftest import FrozenClock, caller
from umbra import cli
from umbra.config import settings
from umbra.core.actor import Actor
from umbra.database import Database

__all__ = ["configuration", "database", "hasher"]


@pytest.fixture
def cli_environment(
    configuration: pytest.MonkeyPatch, database: Database, database_url: str, clock: FrozenClock
) -> Iterator[None]:
    """Points the command line to the test's database, and sets the clock to the real time."""
    clock.instant = datetime.now(UTC)
    configuration.setenv("DATABASE_URL", database_url)
    settings.cache_clear()
    yield
    settings.cache_clear()


async def run(*arguments: str) -> int:
    """Runs one command in a thread, because it starts an event loop of its own."""
    return await asyncio.to_thread(cli.main, ["accounts", *arguments])


async def test_the_only_admin_recovers_from_a_lockout(
    cli_environment: None, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Browser() as browser, Browser("198.51.100.7") as guesser:
        await browser.set_up()
        for _ in range(6):
            await guesser.sign_in("not the password")
        assert (await guesser.sign_in()).status_code == 429
        assert await run("reset-password", "ALICE") == 0
        password = capsys.readouterr().out.rpartition(": ")[2].strip()
        assert (await browser.get("/api/todos")).status_code == 401, "all sessions end"
        step = await guesser.sign_in(password)
        assert step.json()["status"] == "password_change_required"
    async with database.transaction() as tx:
        rows = await tx.all(text("SELECT action, address FROM audit_log ORDER BY number"))
        stored = await tx.scalar(text("SELECT password_hash FROM accounts"))
    assert ("password_reset", "command line") in [tuple(row) for row in rows]
    assert password not in stored


async def test_a_lost_second_factor_is_turned_off(
    cli_environment: None, clock: FrozenClock, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Browser() as browser:
        await browser.set_up()
        app, _ = await enrol(browser, clock)
        assert (await browser.sign_in()).json()["status"] == "totp_required"
        assert await run("reset-mfa", "alice") == 0
        assert "is off" in capsys.readouterr().out
        assert (await verify(browser, app.code())).json()["type"] == "/problems/step-over"
        assert (await browser.sign_in()).json()["status"] == "signed_in"


async def test_an_unknown_user_name_is_reported(
    cli_environment: None, capsys: pytest.CaptureFixture[str]
) -> None:
    for act in ("reset-password", "reset-mfa", "make-admin", "lift-lockout"):
        assert await run(act, "nobody-here") == 1
        assert "There is no account named nobody-here." in capsys.readouterr().err


async def test_all_accounts_are_listed(
    cli_environment: None, clock: FrozenClock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("list") == 0
    assert "There are no accounts yet" in capsys.readouterr().out
    async with Browser() as browser:
        await browser.set_up()
        await browser.post("/api/admin/accounts", json={"username": "bob"})
        await enrol(browser, clock)
    assert await run("list") == 0
    heading, alice, bob = capsys.readouterr().out.splitlines()
    assert heading.split() == ["name", "role", "second", "factor", "browsers", "last", "seen"]
    assert alice.split()[:4] == ["alice", "admin", "yes", "1"]
    assert bob.split() == ["bob", "member", "no", "0", "never", "must", "choose", "a", "password"]


async def test_a_created_account_is_like_any_other(
    cli_environment: None, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Browser() as browser, Browser("198.51.100.7") as other_browser:
        await browser.set_up()
        assert await run("create", "bob") == 0
        password = capsys.readouterr().out.rpartition(": ")[2].strip()
        step = await other_browser.sign_in(password, "bob")
        assert step.json()["status"] == "password_change_required"
        new = {"new_password": "seven blue herons waded"}
        await other_browser.post("/api/auth/password/forced-change", json=new)
        assert (await other_browser.get("/api/settings")).json()["display_name"] == "bob"
        assert (await other_browser.get("/api/admin/accounts")).status_code == 403
        for name, why in (("BOB", "taken"), ("b\u043eb", "looks like"), ("root", "reserved")):
            assert await run("create", name) == 1
            assert why in capsys.readouterr().err
    async with database.transaction() as tx:
        rows = await tx.all(text("SELECT action FROM audit_log WHERE address = 'command line'"))
        begun = await tx.scalar(text("SELECT count(*) FROM owners"))
    assert [row.action for row in rows] == ["account_made"]
    async with database.engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM settings")) == begun == 2


async def test_a_chosen_password_is_prompted_for_and_never_printed(
    cli_environment: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed: list[str] = []
    monkeypatch.setattr(cli, "getpass", lambda _: typed.pop(0))
    async with Browser() as browser:
        await browser.set_up()
        typed[:] = ["short", "short"]
        assert await run("create", "bob", "--admin", "--choose") == 1
        assert "at least 12" in capsys.readouterr().err
        typed[:] = ["seven blue herons waded", "seven blue herons waved"]
        assert await run("create", "bob", "--admin", "--choose") == 1
        assert "don't match" in capsys.readouterr().err
        typed[:] = ["seven blue herons waded"] * 2
        assert await run("create", "bob", "--admin", "--choose") == 0
        assert "herons" not in capsys.readouterr().out
        assert (await browser.sign_in("seven blue herons waded", "bob")).json()[
            "status"
        ] == "signed_in"
        assert (await browser.get("/api/admin/accounts")).status_code == 200
        typed[:] = ["nine grey owls listened"] * 2
        assert await run("reset-password", "bob", "--choose") == 0
        assert (await browser.get("/api/todos")).status_code == 401
        signed_in = await browser.sign_in("nine grey owls listened", "bob")
        assert signed_in.json()["status"] == "signed_in"


async def test_no_command_takes_a_secret_as_an_argument(capsys: pytest.CaptureFixture[str]) -> None:
    for act in ("create", "reset-password", "reset-mfa", "make-admin", "lift-lockout"):
        with pytest.raises(SystemExit):
            cli.main(["accounts", act, "--help"])
        offered = capsys.readouterr().out
        assert not re.search(r"--(password|pin|secret)|PASSWORD", offered)
        with pytest.raises(SystemExit):
            cli.main(["accounts", act, "bob", "seven blue herons waded"])
        capsys.readouterr()


async def test_make_admin_enables_and_promotes_an_account(
    cli_environment: None, database: Database, bob: Actor
) -> None:
    async with caller("bob") as browser:
        assert (await browser.get("/api/admin/accounts")).status_code == 403
        async with database.transaction() as tx:
            await tx.execute(text("UPDATE accounts SET disabled_at = now()"))
        assert await run("make-admin", "bob") == 0
        assert (await browser.get("/api/todos")).status_code == 401, "a new role, a new session"
        async with database.transaction() as tx:
            row = await tx.first(text("SELECT role, disabled_at FROM accounts"))
            entries = await tx.all(text("SELECT action, detail FROM audit_log"))
    assert tuple(row or ()) == ("admin", None)
    assert [tuple(entry) for entry in entries] == [("account_changed", {"fields": "disabled,role"})]


async def test_lift_lockout_allows_sign_in_at_once(cli_environment: None) -> None:
    async with Browser() as browser, Browser("198.51.100.7") as guesser:
        await browser.set_up()
        for _ in range(5):
            await guesser.sign_in("not the password")
        assert (await guesser.sign_in()).status_code == 429
        assert await run("lift-lockout", "alice") == 0
        assert (await guesser.sign_in()).status_code == 200


async def test_without_a_data_folder_nothing_is_created(
    configuration: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configuration.setenv("UMBRA_DATA", str(tmp_path / "nowhere"))
    settings.cache_clear()
    assert await run("list") == 1
    assert "No UMBRA data" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()
