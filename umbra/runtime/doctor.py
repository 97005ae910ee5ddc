"""What is right and what is wrong with an installation, in words.

`python -m umbra doctor` looks at all of it; an open house looks at itself for its admins.
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
from umbra.runtime.database_url import Addresses, reachable, trouble
from umbra.runtime.embedded import PASSWORD_FILE
from umbra.runtime.lockfile import lock_owner
from umbra.runtime.postgres_home import ELSEWHERE_FILE, StartError, home_of, left_behind
from umbra.runtime.prepare import check_key
from umbra.tables import WALLED

OLDEST_POSTGRESQL = 150000
LITTLE_ROOM = 1024**3
NOTIFY_SECONDS = 3.0
_ELSEWHERE = frozenset({"UMBRA_CHROMIUM", "UMBRA_TEST_DATABASE_URL"})
"""Names of ours that are no settings: the tests read them."""


def diagnose() -> Iterator[Finding]:
    """Looks at everything there is, one finding after the other. Changes nothing."""
    try:
        chosen = settings()
    except ConfigurationError as error:
        yield Finding("wrong", str(error))
        return
    yield Finding("fine", "The settings make sense.")
    yield from _misspelt()
    yield from _machine(chosen)
    yield from _open_or_not(chosen)
    yield from _folder(chosen)
    yield from _pages()
    yield from _database(chosen)


async def complaints() -> list[Finding]:
    """What an open house has to say against itself, in the database that it works on."""
    return await asyncio.to_thread(_complaints, settings(), database().direct_url)


def _complaints(chosen: Settings, url: str) -> list[Finding]:
    looks = [_misspelt(), _machine(chosen), _folder(chosen), _inside(url, chosen)]
    if not chosen.database_url:
        looks.append(_cluster(chosen))
    return [finding for look in looks for finding in look if finding.level != "fine"]


def _misspelt() -> Iterator[Finding]:
    known = {str(field.alias) for field in Settings.model_fields.values()}
    known |= {"UMBRA_SECRET_KEY", *_ELSEWHERE}
    for name in sorted(os.environ):
        if name.startswith("UMBRA_") and name not in known:
            like = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {like[0]}?" if like else ""
            yield Finding("note", f"{name} is set, but is no setting.{hint}")


def _machine(chosen: Settings) -> Iterator[Finding]:
    yield Finding("fine", f"Python {sys.version.split()[0]}, as user {os.geteuid()}.")
    if chosen.host not in {"127.0.0.1", "localhost", "::1"} and not chosen.secure:
        yield Finding(
            "note",
            f"The house listens on {chosen.host} without TLS: what is typed can be read on the "
            "way. Put a proxy with TLS before it and name it in UMBRA_PUBLIC_URL.",
        )


def _open_or_not(chosen: Settings) -> Iterator[Finding]:
    running = lock_owner(chosen.data)
    if running:
        yield Finding("fine", f"Open: {running[1]} (process {running[0]}).")
    else:
        yield Finding("note", "Not open at the moment.")


def _folder(chosen: Settings) -> Iterator[Finding]:
    data = chosen.data
    if not data.exists():
        yield Finding("note", f"{data} does not exist yet. The first start makes it.")
        return
    if data.stat().st_uid != os.geteuid():
        yield Finding("wrong", f"{data} belongs to another user. Start UMBRA as that one.")
        return
    if _mode(data) & 0o067 or (_mode(data) & 0o010 and os.geteuid() != 0):
        yield Finding("wrong", f"Others may enter {data}. Run: chmod 700 {data}")
    else:
        yield Finding("fine", f"{data} is closed to other users.")
    for name in ("secret-key", "setup-code", PASSWORD_FILE, ELSEWHERE_FILE):
        if (data / name).exists() and _mode(data / name) & 0o077:
            yield Finding("wrong", f"Others may read {name}. Run: chmod 600 {data / name}")
    if os.geteuid() == 0:
        for home, owner in left_behind():
            yield Finding("note", f"{home} is left over from {owner}. Remove it if that is gone.")
    free = shutil.disk_usage(data).free
    if free < LITTLE_ROOM:
        yield Finding("note", f"Only {free // 1024**2} MB are left on the disk of {data}.")


def _pages() -> Iterator[Finding]:
    if frontend.is_built():
        yield Finding("fine", "The pages are built.")
    else:
        yield Finding("note", "The pages are not built for this version. The next start does it.")


def _database(chosen: Settings) -> Iterator[Finding]:
    if not chosen.database_url and not chosen.data.exists():
        return
    try:
        if not chosen.database_url:
            yield from _cluster(chosen)
        with reachable(chosen) as addresses:
            yield from _inside(addresses.direct, chosen)
            yield from _notifications(addresses)
    except StartError as error:
        yield Finding("wrong", str(error))
    except SQLAlchemyError as error:
        yield Finding("wrong", trouble(error))


def _cluster(chosen: Settings) -> Iterator[Finding]:
    """The embedded server's folders: closed, and asking everybody for a password."""
    home = home_of(chosen.data)
    for folder in (home, home / "cluster", home / "socket"):
        if folder.exists() and _mode(folder) & 0o077:
            yield Finding("wrong", f"Others may enter {folder}. Run: chmod 700 {folder}")
    access = home / "cluster" / "pg_hba.conf"
    if access.exists():
        rules = [line.split() for line in access.read_text().splitlines()]
        if all(rule[-1] == "scram-sha-256" for rule in rules if rule and rule[0][0] != "#"):
            yield Finding("fine", "The embedded PostgreSQL asks for a password.")
        else:
            yield Finding("wrong", f"{access} lets somebody in without a password.")


def _inside(url: str, chosen: Settings) -> Iterator[Finding]:
    engine = create_engine(url, poolclass=pool.NullPool, connect_args={"connect_timeout": 5})
    with engine.connect() as connection:
        yield from _server(connection, chosen)
        if not migrations.revisions(url):
            yield Finding("note", "The database is empty. The first start fills it.")
            return
        if not migrations.is_current(url):
            try:
                migrations.refuse_newer(url)
            except StartError as error:
                yield Finding("wrong", str(error))
            else:
                yield Finding(
                    "note", "The database is of an older version. The next start does it."
                )
            return
        yield Finding("fine", "The database is of this version.")
        yield from _wall(connection)
        if connection.scalar(select(func.count()).select_from(Instance)):
            yield from _key(url)
        yield from _people(connection, chosen)


def _notifications(addresses: Addresses) -> Iterator[Finding]:
    """Whether a NOTIFY sent where the app writes arrives where it listens (live updates)."""
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
        yield Finding("fine", "Open tabs get live updates.")
    else:
        yield Finding(
            "wrong",
            "Notifications of the database do not arrive, so open tabs get no live updates. Let "
            "UMBRA_DATABASE_DIRECT_URL name the server itself, past any pooler.",
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
        far = host not in {None, "localhost", "127.0.0.1", "::1"}
        in_the_open = text("SELECT NOT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        if far and connection.scalar(in_the_open):
            yield Finding("note", f"The way to {host} is not encrypted. Add ?sslmode=verify-full.")


_BINDS_ITS_OWNER = (
    "The owner wall stands by FORCE, since the database user may make no role. Behind it"
    " searching reads every todo of its owner, and whoever works as that user can change the log."
    " For the usual wall, as an administrator: CREATE ROLE umbra_app NOLOGIN; GRANT umbra_app"
    " TO {user}; and then, with the house closed: alembic upgrade head"
)
_PASSES = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
_BINDS_NOBODY = (
    "The owner wall stands by FORCE, and the database user passes every wall. As an"
    " administrator: ALTER ROLE {user} NOSUPERUSER NOBYPASSRLS;"
)


def _wall(connection: Connection) -> Iterator[Finding]:
    standing = text(
        "SELECT count(*) FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid"
        " WHERE relrowsecurity AND polname = 'owner_wall' AND relname = ANY(:walled)"
    )
    may_enter = text("SELECT pg_has_role(current_user, :role, 'MEMBER')")
    if connection.scalar(standing, {"walled": list(WALLED)}) != len(WALLED):
        yield Finding("wrong", "The owner wall has holes: a table has lost its policy.")
    elif wall.is_forced(connection):
        user = connection.scalar(text("SELECT quote_ident(current_user)"))
        if connection.scalar(text(_PASSES)):
            yield Finding("wrong", _BINDS_NOBODY.format(user=user))
        else:
            yield Finding("note", _BINDS_ITS_OWNER.format(user=user))
    elif not connection.scalar(may_enter, {"role": APP_ROLE}):
        yield Finding("wrong", f"The database user may not work as {APP_ROLE}.")
    else:
        yield Finding("fine", "The owner wall stands.")


def _key(url: str) -> Iterator[Finding]:
    try:
        asyncio.run(check_key(url))
        yield Finding("fine", "The secret key is this database's.")
    except ConfigurationError as error:
        yield Finding("wrong", str(error))


def _people(connection: Connection, chosen: Settings) -> Iterator[Finding]:
    count = connection.scalar(select(func.count()).select_from(Account)) or 0
    yield Finding("fine", f"Accounts: {count}.")
    by_pin = select(func.count()).where(
        col(Account.password_hash).is_(None), col(Account.pin_hash).is_not(None)
    )
    if chosen.public_url and connection.scalar(by_pin):
        yield Finding(
            "note", "An account opens by a PIN alone, and the house has a public address."
        )


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
