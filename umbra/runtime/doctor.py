"""Checks of an installation, each with a plain message.

`python -m umbra doctor` runs all of them; a running server runs most of them for the admins'
overview.
"""

from __future__ import annotations

import asyncio
import difflib
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from sqlalchemy import Connection, create_engine, func, pool, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from umbra.accounts.models import Account, Instance
from umbra.config import ConfigurationError, Settings, settings
from umbra.core.findings import Finding
from umbra.database import APP_ROLE, connection_parameters, database
from umbra.runtime import frontend, migrations, wall
from umbra.runtime.database_url import Addresses, database_error_message, reachable
from umbra.runtime.embedded import PASSWORD_FILE
from umbra.runtime.lockfile import lock_owner
from umbra.runtime.postgres_home import LOCATION_FILE, StartError, home_of, orphaned_homes
from umbra.runtime.prepare import check_key
from umbra.tables import WALLED

OLDEST_POSTGRESQL = 150000
MIN_FREE_BYTES = 1024**3
NOTIFY_SECONDS = 3.0
_TEST_VARIABLES = frozenset(
    {"UMBRA_CHROMIUM", "UMBRA_LIBICAL", "UMBRA_TEST_DATABASE_URL", "UMBRA_TEST_PROFILE"}
)
"""Environment variables that are not settings: only the tests read them."""


def diagnose() -> Iterator[Finding]:
    """Runs all checks in order and yields their findings. Changes nothing."""
    try:
        chosen = settings()
    except ConfigurationError as error:
        yield Finding("wrong", str(error))
        return
    yield Finding("fine", "The settings are valid.")
    yield from _unknown_variables()
    yield from _machine(chosen)
    yield from _server_process(chosen)
    yield from _data_folder(chosen)
    yield from _pages()
    yield from _database(chosen)


async def current_problems() -> list[Finding]:
    """The findings of the running server that are not `fine`, for the admins' overview."""
    return await asyncio.to_thread(_current_problems, settings(), database().direct_url)


def _current_problems(chosen: Settings, url: str) -> list[Finding]:
    checks = [
        _unknown_variables(),
        _machine(chosen),
        _data_folder(chosen),
        _database_content(url, chosen),
    ]
    if not chosen.database_url:
        checks.append(_embedded_server(chosen))
    return [finding for check in checks for finding in check if finding.level != "fine"]


def _unknown_variables() -> Iterator[Finding]:
    known = {str(field.alias) for field in Settings.model_fields.values()}
    known |= {"UMBRA_SECRET_KEY", *_TEST_VARIABLES}
    for name in sorted(os.environ):
        if name.startswith("UMBRA_") and name not in known:
            like = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {like[0]}?" if like else ""
            yield Finding("note", f"{name} is not a known setting.{hint}")


def _machine(chosen: Settings) -> Iterator[Finding]:
    yield Finding("fine", f"Python {sys.version.split()[0]}, as user {os.geteuid()}.")
    if chosen.host not in {"127.0.0.1", "localhost", "::1"} and not chosen.secure:
        yield Finding(
            "note",
            f"UMBRA listens on {chosen.host} without TLS, so the network can read what users "
            "type. Put a proxy with TLS in front of it, and set UMBRA_PUBLIC_URL.",
        )


def _server_process(chosen: Settings) -> Iterator[Finding]:
    running = lock_owner(chosen.data)
    if running:
        yield Finding("fine", f"Running: {running[1]} (process {running[0]}).")
    else:
        yield Finding("note", "UMBRA is not running.")


def _data_folder(chosen: Settings) -> Iterator[Finding]:
    data = chosen.data
    if not data.exists():
        yield Finding("note", f"{data} does not exist yet. The first start creates it.")
        return
    if data.stat().st_uid != os.geteuid():
        yield Finding("wrong", f"{data} belongs to another user. Start UMBRA as that user.")
        return
    if _mode(data) & 0o067 or (_mode(data) & 0o010 and os.geteuid() != 0):
        yield Finding("wrong", f"Other users can open {data}. Run: chmod 700 {data}")
    else:
        yield Finding("fine", f"{data} is private.")
    for name in ("secret-key", "setup-code", PASSWORD_FILE, LOCATION_FILE):
        if (data / name).exists() and _mode(data / name) & 0o077:
            yield Finding("wrong", f"Other users can read {name}. Run: chmod 600 {data / name}")
    if os.geteuid() == 0:
        for home, owner in orphaned_homes():
            yield Finding(
                "note", f"{home} is left over from {owner}. Remove it if you don't need it."
            )
    free = shutil.disk_usage(data).free
    if free < MIN_FREE_BYTES:
        yield Finding("note", f"Only {free // 1024**2} MB are free on the disk of {data}.")


def _pages() -> Iterator[Finding]:
    if frontend.is_built():
        yield Finding("fine", "The pages are built.")
    else:
        yield Finding("note", "The pages are not built yet. The next start builds them.")


def _database(chosen: Settings) -> Iterator[Finding]:
    if not chosen.database_url and not chosen.data.exists():
        return
    try:
        if not chosen.database_url:
            yield from _embedded_server(chosen)
        with reachable(chosen) as addresses:
            yield from _database_content(addresses.direct, chosen)
            yield from _notifications(addresses)
    except StartError as error:
        yield Finding("wrong", str(error))
    except SQLAlchemyError as error:
        yield Finding("wrong", database_error_message(error))


def _embedded_server(chosen: Settings) -> Iterator[Finding]:
    """Checks that the embedded server's folders are private and every login needs a password."""
    home = home_of(chosen.data)
    for folder in (home, home / "cluster", home / "socket"):
        if folder.exists() and _mode(folder) & 0o077:
            yield Finding("wrong", f"Other users can open {folder}. Run: chmod 700 {folder}")
    access = home / "cluster" / "pg_hba.conf"
    if access.exists():
        rules = [line.split() for line in access.read_text().splitlines()]
        if all(rule[-1] == "scram-sha-256" for rule in rules if rule and rule[0][0] != "#"):
            yield Finding("fine", "The embedded PostgreSQL requires a password.")
        else:
            yield Finding("wrong", f"{access} allows connections without a password.")


def _database_content(url: str, chosen: Settings) -> Iterator[Finding]:
    engine = create_engine(url, poolclass=pool.NullPool, connect_args={"connect_timeout": 5})
    with engine.connect() as connection:
        yield from _server(connection, chosen)
        if not migrations.revisions(url):
            yield Finding("note", "The database is empty. The first start creates its tables.")
            return
        if not migrations.is_current(url):
            try:
                migrations.refuse_newer(url)
            except StartError as error:
                yield Finding("wrong", str(error))
            else:
                yield Finding(
                    "note", "The database has an older schema. The next start migrates it."
                )
            return
        yield Finding("fine", "The database schema is up to date.")
        yield from _wall(connection)
        if connection.scalar(select(func.count()).select_from(Instance)):
            yield from _secret_key(url)
        yield from _accounts(connection, chosen)


def _notifications(addresses: Addresses) -> Iterator[Finding]:
    """Whether a NOTIFY sent on the app's address arrives at the listener's (live updates)."""
    engine = create_engine(addresses.pooled, poolclass=pool.NullPool)
    keywords: dict[str, Any] = {**connection_parameters(addresses.direct), "connect_timeout": 5}
    channel, token = "umbra_doctor", secrets.token_hex(8)
    try:
        with psycopg.connect(**keywords, autocommit=True) as listening:
            listening.execute(f"LISTEN {channel}")
            with engine.begin() as sending:
                sending.execute(select(func.pg_notify(channel, token)))
            arrived = any(
                notice.payload == token
                for notice in listening.notifies(timeout=NOTIFY_SECONDS, stop_after=1)
            )
    except psycopg.Error:
        arrived = False
    if arrived:
        yield Finding("fine", "Live updates work.")
    else:
        yield Finding(
            "wrong",
            "Notifications of the database do not arrive, so open tabs get no live updates. Set "
            "UMBRA_DATABASE_DIRECT_URL to the address of the server itself, not of a pooler.",
        )


def _server(connection: Connection, chosen: Settings) -> Iterator[Finding]:
    number = int(connection.scalar(text("SHOW server_version_num")) or 0)
    version = connection.scalar(text("SHOW server_version"))
    if number < OLDEST_POSTGRESQL:
        yield Finding("wrong", f"PostgreSQL {version} is too old. UMBRA needs 15 or newer.")
    else:
        yield Finding("fine", f"PostgreSQL {version}.")
    if chosen.database_url:
        host = urlsplit(chosen.database_url).hostname
        is_remote = host not in {None, "localhost", "127.0.0.1", "::1"}
        unencrypted = text("SELECT NOT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        if is_remote and connection.scalar(unencrypted):
            yield Finding(
                "note",
                f"The connection to {host} is not encrypted. Add ?sslmode=verify-full to "
                "DATABASE_URL.",
            )


_FORCED_MODE = (
    "Row-level security is in forced mode (FORCE ROW LEVEL SECURITY), because the database user"
    " can't create roles. In this mode a search reads all todos of its owner, and the database"
    " user can change the audit log. For the normal mode, run as an administrator: CREATE ROLE"
    " umbra_app NOLOGIN; GRANT umbra_app TO {user}; then stop UMBRA and run: alembic upgrade head"
)
_BYPASSES = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
_BYPASSED = (
    "The database user bypasses row-level security. Run as an administrator:"
    " ALTER ROLE {user} NOSUPERUSER NOBYPASSRLS;"
)


def _wall(connection: Connection) -> Iterator[Finding]:
    """Checks row-level security (the owner wall): its policies, its mode and the role."""
    policies = text(
        "SELECT count(*) FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid"
        " WHERE relrowsecurity AND polname = 'owner_wall' AND relname = ANY(:walled)"
    )
    is_member = text("SELECT pg_has_role(current_user, :role, 'MEMBER')")
    if connection.scalar(policies, {"walled": list(WALLED)}) != len(WALLED):
        yield Finding("wrong", "Row-level security is incomplete: a table has lost its policy.")
    elif wall.is_forced(connection):
        user = connection.scalar(text("SELECT quote_ident(current_user)"))
        if connection.scalar(text(_BYPASSES)):
            yield Finding("wrong", _BYPASSED.format(user=user))
        else:
            yield Finding("note", _FORCED_MODE.format(user=user))
    elif not connection.scalar(is_member, {"role": APP_ROLE}):
        yield Finding("wrong", f"The database user is not a member of the role {APP_ROLE}.")
    else:
        yield Finding("fine", "Row-level security is on.")


def _secret_key(url: str) -> Iterator[Finding]:
    try:
        asyncio.run(check_key(url))
        yield Finding("fine", "The secret key matches the database.")
    except ConfigurationError as error:
        yield Finding("wrong", str(error))


def _accounts(connection: Connection, chosen: Settings) -> Iterator[Finding]:
    count = connection.scalar(select(func.count()).select_from(Account)) or 0
    yield Finding("fine", f"Accounts: {count}.")
    by_pin = select(func.count()).where(
        col(Account.password_hash).is_(None), col(Account.pin_hash).is_not(None)
    )
    if chosen.public_url and connection.scalar(by_pin):
        yield Finding(
            "note", "An account signs in with a PIN only, and UMBRA has a public address."
        )


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
