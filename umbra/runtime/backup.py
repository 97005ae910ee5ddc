"""`python -m umbra backup FILE` and `restore FILE`: a whole house in one file."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import create_engine, inspect, pool, text

from umbra import __version__
from umbra.accounts.primitives.keys import INSTANCE_TABLE
from umbra.config import ConfigurationError, Settings, secret_key, settings
from umbra.runtime import archive, migrations, wall
from umbra.runtime.archive import DUMP, FORMAT, SECRET, Manifest
from umbra.runtime.database_url import reachable
from umbra.runtime.lockfile import locked
from umbra.runtime.postgres_home import StartError, private_file, private_folder
from umbra.runtime.prepare import Say, check_key
from umbra.runtime.tools import run_client
from umbra.tables import metadata

# What an empty house holds: tables without anybody's rows, and their functions.
_CLEAR = """
DO $$
DECLARE thing record;
BEGIN
    FOR thing IN SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    LOOP EXECUTE format('DROP TABLE %s CASCADE', thing.name); END LOOP;
    FOR thing IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proowner = current_user::regrole
    LOOP EXECUTE format('DROP ROUTINE %s CASCADE', thing.name); END LOOP;
END $$;
"""
_QUIETLY = "SET client_min_messages = warning;\n"
_UNKNOWN_TO_OLD_SERVERS = b"SET transaction_timeout"
_SEE_SCHEMA = "GRANT USAGE ON SCHEMA public TO umbra_app;\n"
# Whoever was signed in when the backup was made is not signed in now.
_END_SESSIONS = "DELETE FROM public.sessions; TRUNCATE public.idempotency_keys;\n"

_INSTANCE_BEFORE_0012 = "house"
"""The name of the table `instance` in databases of schema 0011 and older."""

_ROWS = "data"
_SECTIONS = ("pre-data", _ROWS, "post-data")


def backup(target: Path, say: Say) -> None:
    """Writes the whole house into `target`, while it is in use or not.

    Raises StartError when it can't; then there is no file.
    """
    chosen = settings()
    if target.exists():
        raise StartError(f"{target} exists already. Choose another name.")
    private_folder(chosen.data, None)
    with reachable(chosen) as addresses, _working_folder(chosen) as folder:
        revision = migrations.revisions(addresses.direct)
        if not revision:
            raise StartError("There is nothing to back up: nobody has opened this house yet.")
        say("Copying the database.")
        asyncio.run(check_key(addresses.direct, _instance_table(addresses.direct)))
        _dump(addresses.direct, folder / DUMP)
        (folder / SECRET).write_bytes(secret_key())
        sums = {name: archive.digest_of(folder / name) for name in (DUMP, SECRET)}
        manifest = Manifest(FORMAT, __version__, revision[0], datetime.now(UTC), sums)
        archive.pack(target, manifest, folder)
    say(f"The whole house is in {target}. It holds its key too: keep it as you would keep that.")


def restore(source: Path, say: Say) -> None:
    """Brings the house in `source` into this empty one, and up to date.

    Everything is checked before anything is changed. Raises StartError or
    ConfigurationError, changing nothing, when it can't.
    """
    chosen = settings()
    with (
        locked(chosen.data, "a restore"),
        _working_folder(chosen) as folder,
        reachable(chosen) as addresses,
    ):
        say("Checking the backup.")
        manifest = archive.unpack(source, folder)
        secret = (folder / SECRET).read_text()
        _check_version(manifest)
        _check_secret(chosen, secret)
        _check_empty(addresses.direct)
        say("Bringing in the database.")
        _bring_in(addresses.direct, folder)
        if chosen.secret_key is None:
            private_file(chosen.data / "secret-key", secret)
        migrations.upgrade(addresses.direct)
        asyncio.run(check_key(addresses.direct))
    say(f"The house of {manifest.made_at:%Y-%m-%d %H:%M} UTC is back. Everybody signs in anew.")


def _dump(url: str, target: Path) -> None:
    """A wall by FORCE binds this user too: it lets the whole through to whom says so."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        forced = wall.is_forced(connection)
    run_client(
        "pg_dump",
        url,
        *("--format=custom", "--no-owner", "--schema=public", "--file", target),
        *(("--enable-row-security",) if forced else ()),
        options=wall.SEES_THE_WHOLE_HOUSE if forced else "",
    )


def _instance_table(url: str) -> str:
    """The table that stores the key check value, in a database that may not be migrated yet."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        older = inspect(connection).has_table(_INSTANCE_BEFORE_0012)
    return _INSTANCE_BEFORE_0012 if older else INSTANCE_TABLE


@contextmanager
def _working_folder(chosen: Settings) -> Iterator[Path]:
    """A folder of mode 0700 for the length of the block."""
    with tempfile.TemporaryDirectory(dir=chosen.data, prefix=".working-") as folder:
        yield Path(folder)


def _check_version(manifest: Manifest) -> None:
    if not migrations.knows(manifest.revision):
        raise StartError(
            f"This backup was made by UMBRA {manifest.version}, which is newer than this "
            f"one ({__version__}). Update this one first."
        )


def _check_secret(chosen: Settings, secret: str) -> None:
    configured = chosen.secret_key
    if configured is not None and configured.get_secret_value() != secret:
        raise ConfigurationError(
            "UMBRA_SECRET_KEY is not the key of the house in this backup. "
            "Leave it out, and the backup's own is kept in the data folder."
        )


def _check_empty(url: str) -> None:
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        names = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = set(connection.execute(names).scalars())
        strange = found - set(metadata().tables) - {"alembic_version", _INSTANCE_BEFORE_0012}
        if strange:
            raise StartError(f"The database holds other things too: {', '.join(sorted(strange))}.")
        if "accounts" in found and connection.scalar(text("SELECT count(*) FROM accounts")):
            raise StartError(
                "Somebody lives in this house already. "
                "Restore into an empty one: another UMBRA_DATA, or another database."
            )


def _bring_in(url: str, folder: Path) -> None:
    """All of it in one transaction: whole, or nothing.

    The wall comes as it stood where the backup was made, with the role in it or without; the
    migrations that follow put it up as this database can have it.
    """
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        by_role = wall.has_role(connection)
    whole = folder / "whole.sql"
    with whole.open("wb") as file:
        file.write((_QUIETLY + _CLEAR + (_SEE_SCHEMA if by_role else "")).encode())
        for section in _SECTIONS:
            script = folder / f"{section}.sql"
            run_client(
                "pg_restore",
                url,
                *("--no-owner", "--schema=public", "--section", section),
                *("--file", script, folder / DUMP),
            )
            _append(script, file, by_role=by_role or section == _ROWS)
        file.write(_END_SESSIONS.encode())
    run_client(
        "psql",
        url,
        *("--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--single-transaction"),
        *("--output", "/dev/null", "--file", whole),
    )


def _append(script: Path, whole: BinaryIO, *, by_role: bool) -> None:
    """Adds one part of the dump: rows as they are, and statements as this server takes them."""
    with script.open("rb") as brought:
        for line in brought:
            if line.startswith(_UNKNOWN_TO_OLD_SERVERS):
                continue
            if line.startswith((b"COPY ", b"CREATE ")):
                whole.write(line if by_role else wall.without_the_role(line.decode()).encode())
                break
            whole.write(line)
        if by_role:
            shutil.copyfileobj(brought, whole)
        else:
            whole.writelines(wall.without_the_role(line.decode()).encode() for line in brought)
