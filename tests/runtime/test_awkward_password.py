"""A database password with every delimiter of a URL, percent-encoded (RFC 3986, 2.1).

App, listener, migrations, backup, restore and `doctor` all connect with it; no part of the
password is in a log, a message or an argument list.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
import pytest
from psycopg import sql

from tests.conftest import new_database
from tests.runtime.processes import free_port, launched
from umbra.config import settings
from umbra.core.findings import Finding
from umbra.core.ids import new_id
from umbra.database import connection_parameters
from umbra.live import listener
from umbra.runtime.migrations import ROOT

PASSWORD = "p@s/s:#%40?&+ x"
PASSWORD_PARTS = ("p@s", "s/s:", "%40?&", "+ x", quote(PASSWORD, safe=""))


@contextmanager
def database_of_a_role(server_url: str) -> Iterator[str]:
    """The `DATABASE_URL` of an empty database whose owner has that password."""
    name = f"awkward_{new_id().hex[-12:]}"
    user = sql.Identifier(name)
    with psycopg.connect(server_url.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD {}").format(user, PASSWORD))
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(user))
        with new_database(server_url, name):
            admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(user, user))
            folder = connection_parameters(server_url)["host"]
            yield (
                f"postgresql://{name}:{quote(PASSWORD, safe='')}@/{name}"
                f"?host={quote(str(folder), safe='')}"
            )
        admin.execute(sql.SQL("DROP ROLE {}").format(user))


@pytest.fixture
def address(server_url: str) -> Iterator[str]:
    with database_of_a_role(server_url) as url:
        yield url


@pytest.fixture
def other_address(server_url: str) -> Iterator[str]:
    with database_of_a_role(server_url) as url:
        yield url


def command(data: Path, address: str, *arguments: str) -> str:
    """Runs a command; returns its output, after checking that it has no part of the password."""
    finished = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env={**os.environ, "UMBRA_DATA": str(data), "DATABASE_URL": address},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    printed = finished.stdout + finished.stderr
    assert finished.returncode == 0, printed
    assert not any(part in printed for part in PASSWORD_PARTS)
    return printed


def test_the_server_starts_listens_and_never_prints_the_password(
    address: str, tmp_path: Path
) -> None:
    with launched(tmp_path / "data", free_port(), DATABASE_URL=address) as server:
        server.wait_until_running()  # readiness includes the listener's connection
        parent = psutil.Process(server.process.pid)
        for process in [parent, *parent.children(recursive=True)]:
            arguments = " ".join(process.cmdline())
            assert not any(part in arguments for part in PASSWORD_PARTS), process.name()
    assert not any(part in line for line in server.output for part in PASSWORD_PARTS)
    assert not any("Changes are not received" in line for line in server.output)


def test_migrations_backup_restore_and_doctor_connect(
    address: str, other_address: str, tmp_path: Path
) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "backup.umbra"
    command(old, address, "alembic", "upgrade", "head")
    assert "Live updates work." in command(old, address, "umbra", "doctor")
    command(old, address, "umbra", "backup", str(file))
    command(new, other_address, "umbra", "restore", str(file))
    assert "Live updates work." in command(new, other_address, "umbra", "doctor")


async def test_the_listener_receives_what_is_sent(address: str) -> None:
    received: asyncio.Queue[object] = asyncio.Queue()

    async def on_gap() -> None:
        pass

    url = address.replace("postgresql://", "postgresql+psycopg://")
    async with listener.listening(url, received.put, on_gap), asyncio.timeout(20):
        for _ in count():
            await asyncio.sleep(0)
            if listener.connection_problem() is None:
                break
        with psycopg.connect(address, autocommit=True) as sending:
            sending.execute("""SELECT pg_notify('umbra', '{"everybody": "policy"}')""")
        assert await received.get() is not None
    assert listener.connection_problem() is None, "without a listener there is no problem"


async def test_a_listener_without_a_connection_is_reported_to_readiness_and_admins() -> None:
    async def ignore(*_: object) -> None:
        pass

    unreachable = "postgresql+psycopg://nobody:secret@127.0.0.1:1/none"
    async with listener.listening(unreachable, ignore, ignore):
        assert listener.connection_problem() == listener.NOT_LISTENING
        assert await listener.findings() == [Finding("wrong", listener.NOT_LISTENING)]


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://me:{PASSWORD}canary@my-host/name",
        "postgresql://me:p@canary@my-host/name",
        "postgresql://me:p/canary@my-host/name",
        "postgresql://me:p?canary@my-host/name",
        "postgresql://me:p#canary@my-host/name",
        "postgresql://me:p canary@my-host/name",
        "postgresql://me:p%zcanary@my-host/name",
        "postgresql://me:p[canary@my-host:canary/name",
    ],
)
def test_an_unencoded_address_is_refused_and_not_printed(address: str, tmp_path: Path) -> None:
    with launched(tmp_path / "data", free_port(), DATABASE_URL=address) as server:
        assert server.wait_until_ended() == 2
    assert "percent-encode" in server.output[-1]
    assert not any(part in line for line in server.output for part in ("canary", "my-host"))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me@server/name",
        "postgresql://me:secret@[::1]:5433/name",
        "postgresql://me:pass:word@one:1,two:2/name?sslmode=require",
        "postgresql:///name?host=/run/postgresql",
        "postgresql://server",
    ],
)
def test_the_usual_forms_of_an_address_are_accepted(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    settings.cache_clear()
    assert settings().database_url == address.replace("://", "+psycopg://", 1)
    settings.cache_clear()


def test_an_unknown_host_is_not_printed_since_it_may_be_part_of_a_password(
    tmp_path: Path,
) -> None:
    unencoded = "postgresql://me:p@rest-of-the-password/name"
    with launched(tmp_path / "data", free_port(), DATABASE_URL=unencoded) as server:
        assert server.wait_until_ended() == 1
    assert "percent-encode" in server.output[-1]
    assert not any("rest-of-the-password" in line for line in server.output)
