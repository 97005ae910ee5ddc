"""A running UMBRA for the browser tests: the real command, embedded PostgreSQL, one port."""

from __future__ import annotations

import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString
from uuid import uuid4

import httpx
import psutil
import psycopg
from pyotp.totp import TOTP

from tests.browser.first_account import Recording, is_empty
from umbra.runtime.embedded import running
from umbra.runtime.migrations import ROOT

CLOCK = Path(__file__).with_name("clock")
"""The folder whose `sitecustomize` sets the clock of each process of a server."""

SETUP_CODE = "journey-setup-code"
START_SECONDS = 300
"""Timeout in seconds: long, because the first start of a checkout builds the front end."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account with its password, and the token of one of its sessions."""

    username: str
    password: str
    session: str


@dataclass(frozen=True, slots=True)
class Server:
    """A running UMBRA. `url` is its origin, `database` the URL of its PostgreSQL.

    `recordings`: what a set-up wrote, by user name and password.
    """

    url: str
    database: str
    log: Path
    recordings: dict[tuple[str, str], Recording] = field(default_factory=dict)

    def empty(self) -> None:
        """Deletes all accounts, so that the server is not set up."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            for statement in (
                "DELETE FROM accounts",
                "DELETE FROM throttles",
                "DELETE FROM audit_log",
                "DELETE FROM policy",
                "UPDATE instance SET set_up_at = NULL",
            ):
                connection.execute(statement)

    def set_up(self, username: str = "alice", password: str = "quiet lantern orchard") -> Person:
        """Creates the first account, by the API or as the API wrote it before in an empty server.

        See `tests.browser.first_account`.
        """
        with psycopg.connect(self.database, autocommit=True) as connection:
            if not is_empty(connection):
                return self._set_up_by_api(username, password)
            if recorded := self.recordings.get((username, password)):
                return Person(username, password, recorded.replay(connection))
            person = self._set_up_by_api(username, password)
            recording = Recording.of(connection, person.session)
            self.recordings[username, password] = recording
            return person

    def _set_up_by_api(self, username: str, password: str) -> Person:
        answer = self.call(
            "POST",
            "/api/auth/setup",
            {"setup_code": SETUP_CODE, "username": username, "password": password},
        )
        return Person(username, password, answer.cookies["umbra_session"])

    def sign_in(self, person: Person) -> Person:
        """Creates another session of the same account."""
        body = {"username": person.username, "password": person.password}
        answer = self.call("POST", "/api/auth/login", body)
        return Person(person.username, person.password, answer.cookies["umbra_session"])

    def add_person(self, username: str) -> Person:
        """Creates another account with a session, directly in the database."""
        account, owner, token = uuid4(), uuid4(), secrets.token_urlsafe(32)
        digest = hashlib.sha256(token.encode()).digest()
        with psycopg.connect(self.database) as connection:
            connection.execute(
                "INSERT INTO accounts (id, username, username_key, display_name, role, created_at,"
                " password_is_short, password_change_pending, mfa_enforce_pending)"
                " VALUES (%s, %s, %s, '', 'member', now(), false, false, false)",
                [account, username, username],
            )
            connection.execute(
                "INSERT INTO owners (id, account_id) VALUES (%s, %s)", [owner, account]
            )
            connection.execute(
                "INSERT INTO sessions (id, account_id, token_hash, created_at, expires_at,"
                " touched_at, address, user_agent)"
                " VALUES (%s, %s, %s, now(), now() + interval '1 day', now(), '', '')",
                [uuid4(), account, digest],
            )
        return Person(username, "", token)

    def turn_on_second_factor(self, person: Person) -> tuple[TOTP, list[str]]:
        """Sets up TOTP for a recently signed-in account; returns its TOTP and backup codes.

        The code used for it counts as unused, so that no test has to wait for the next one.
        """
        secret = self.call("POST", "/api/auth/totp/setup", {}, person).json()["secret"]
        app = TOTP(secret)
        confirmed = self.call("POST", "/api/auth/totp/confirm", {"code": app.now()}, person)
        self.sql("UPDATE totp_secrets SET last_step = 0")
        return app, confirmed.json()["backup_codes"]

    def require_second_factor(self) -> None:
        """Makes the policy require a second factor since yesterday, also for open sessions."""
        self.sql(
            "INSERT INTO policy (id, registration_open, mfa_required, mfa_required_from,"
            " pin_allowed, session_days, password_min_length)"
            " VALUES (1, false, true, current_date - 1, true, 30, 12)"
        )

    def sql(self, statement: LiteralString, *values: object) -> None:
        """Runs one statement directly in the database, as to change a timestamp."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(statement, values)

    def sql_without_notifications(self, statement: LiteralString, *values: object) -> None:
        """Runs SQL without sending notifications, as if a notification was lost."""
        with psycopg.connect(self.database) as connection:
            connection.execute("ALTER TABLE todos DISABLE TRIGGER announce")
            connection.execute(statement, values)
            connection.execute("ALTER TABLE todos ENABLE TRIGGER announce")

    def fill_with_todos(self, person: Person, count: int) -> None:
        """Creates `count` open todos for an account, "Todo 1" to the last, in this order."""
        self.sql_without_notifications(
            "INSERT INTO todos (owner_id, id, version, created_at, updated_at, title, title_key,"
            " words, notes, priority, position)"
            " SELECT o.id, gen_random_uuid(), 1, now(), now(), 'Todo ' || n, 'todo ' || n,"
            " to_tsvector('simple', 'todo ' || n), '',"
            " 'none', 'm' || lpad(n::text, 7, '0') || 'm'"
            " FROM owners o JOIN accounts a ON a.id = o.account_id, generate_series(1, %s) n"
            " WHERE a.username = %s",
            count,
            person.username,
        )

    def fill_with_tasks(self, project_id: str, count: int, status: str = "todo") -> None:
        """Creates `count` tasks in a project, "Task 1" to the last, in this order."""
        self.sql(
            "INSERT INTO tasks (owner_id, id, version, created_at, updated_at, project_id, title,"
            " title_key, words, notes, status, completed_at, priority, position)"
            " SELECT p.owner_id, gen_random_uuid(), 1, now(), now(), p.id, 'Task ' || n,"
            " 'task ' || n, to_tsvector('simple', 'task ' || n), '', s.status,"
            " CASE WHEN s.status = 'done' THEN now() END, 'none',"
            " 'm' || lpad(n::text, 7, '0') || 'm'"
            " FROM projects p, (SELECT %s::text AS status) s, generate_series(1, %s) n"
            " WHERE p.id = %s",
            status,
            count,
            project_id,
        )

    def call(
        self, method: str, path: str, body: Any = None, person: Person | None = None
    ) -> httpx.Response:
        """Calls the API; fails the test if the response is not successful."""
        cookies = {"umbra_session": person.session} if person else {}
        answer = httpx.request(
            method,
            self.url + path,
            json=body,
            cookies=cookies,
            headers={"X-Umbra-Request": "1"},
            timeout=30,
        )
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """Runs UMBRA with its data in `folder`; it builds the pages first if needed."""
    with restartable_server(folder) as one:
        yield one.server


@dataclass
class Restartable:
    """A running UMBRA that a test kills and starts again, at the same address."""

    server: Server
    port: int
    data: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Sends SIGKILL to the server and its worker processes; PostgreSQL stays."""
        workers = psutil.Process(self.process.pid).children(recursive=True)
        for process in (self.process, *(one for one in workers if one.name() != "postgres")):
            process.kill()
        self.process.wait(timeout=60)

    def start(self, ahead: float) -> None:
        """Starts the server again, with a clock that is `ahead` seconds ahead of the machine's."""
        self.process = _start(self.port, self.data, self.server.log, ahead)
        _wait_until_up(self.process, self.server.url, self.server.log)


@contextmanager
def restartable_server(folder: Path) -> Iterator[Restartable]:
    """Runs UMBRA with its data in `folder`; it builds the pages first if needed."""
    port, log = _free_port(), folder / "server.log"
    data, url = folder / "data", f"http://127.0.0.1:{port}"
    process = _start(port, data, log)
    started: Restartable | None = None
    try:
        _wait_until_up(process, url, log)
        with running(data) as cluster:
            server = Server(url, cluster.url().replace("+psycopg", ""), log)
            started = Restartable(server, port, data, process)
            yield started
    finally:
        last = started.process if started else process
        last.send_signal(signal.SIGTERM)
        last.wait(timeout=60)


def _start(port: int, data: Path, log: Path, ahead: float = 0) -> subprocess.Popen[bytes]:
    clock = {"PYTHONPATH": f"{CLOCK}:{ROOT}", "CLOCK_AHEAD": str(ahead)} if ahead else {}
    with log.open("a") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "umbra", "run"],
            env={**_environment_without_settings(), **_settings(port, data), **clock},
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _settings(port: int, data: Path) -> dict[str, str]:
    return {
        "UMBRA_PORT": str(port),
        "UMBRA_DATA": str(data),
        "UMBRA_SETUP_CODE": SETUP_CODE,
        "UMBRA_LOG_LEVEL": "debug",
        # The anonymous connections of all tests come from one address, within a short time.
        "UMBRA_HANDSHAKES_PER_MINUTE": "10000",
        "UMBRA_ANONYMOUS_SOCKETS": "10000",
        "UMBRA_ANONYMOUS_SOCKETS_PER_ADDRESS": "10000",
        "UMBRA_ANONYMOUS_EVENTS_PER_SECOND": "1000",
    }


def _environment_without_settings() -> dict[str, str]:
    """The environment without settings of UMBRA, which could name a real installation."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("UMBRA_", "REFLEX_")) and name not in {"DATABASE_URL", "SECRET_KEY"}
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_up(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            if httpx.get(url + "/api/auth/status", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)  # the process sends no event when it listens
    raise RuntimeError(f"The server did not start:\n{log.read_text()[-4000:]}")
