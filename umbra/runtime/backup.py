"""`python -m umbra backup FILE` and `restore FILE`: database and secret key in one file."""

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
from umbra.runtime.prepare import Report, check_key
from umbra.runtime.tools import run_client
from umbra.tables import metadata

# Drops the tables and functions of an installation without accounts.
_DROP_EVERYTHING = """
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
_ONLY_WARNINGS = "SET client_min_messages = warning;\n"
_UNKNOWN_TO_OLD_SERVERS = b"SET transaction_timeout"
_GRANT_SCHEMA = "GRANT USAGE ON SCHEMA public TO umbra_app;\n"
# Sessions that were open when the backup was made end with the restore.
_END_SESSIONS = "DELETE FROM public.sessions; TRUNCATE public.idempotency_keys;\n"

_INSTANCE_BEFORE_0012 = "house"
"""The name of the table `instance` in databases of schema 0011 and older."""

_ROWS = "data"
_SECTIONS = ("pre-data", _ROWS, "post-data")


def backup(target: Path, report: Report) -> None:
    """Writes the database and the secret key into `target`; the server may be running.

    Raises StartError if that fails; then no file is written.
    """
    chosen = settings()
    if target.exists():
        raise StartError(f"{target} already exists. Choose another name.")
    private_folder(chosen.data, None)
    with reachable(chosen) as addresses, _working_folder(chosen) as folder:
        revision = migrations.revisions(addresses.direct)
        if not revision:
            raise StartError("There is nothing to back up: UMBRA was never started here.")
        report("Copying the database.")
        asyncio.run(check_key(addresses.direct, _instance_table(addresses.direct)))
        _dump(addresses.direct, folder / DUMP)
        (folder / SECRET).write_bytes(secret_key())
        sums = {name: archive.digest_of(folder / name) for name in (DUMP, SECRET)}
        manifest = Manifest(FORMAT, __version__, revision[0], datetime.now(UTC), sums)
        archive.pack(target, manifest, folder)
    report(f"Backup saved to {target}. It contains the secret key: store it in a safe place.")


def restore(source: Path, report: Report) -> None:
    """Restores the backup `source` into this empty installation and migrates it.

    Everything is checked before anything is changed. Raises StartError or
    ConfigurationError, without any change, if the restore is not possible.
    """
    chosen = settings()
    with (
        locked(chosen.data, "a restore"),
        _working_folder(chosen) as folder,
        reachable(chosen) as addresses,
    ):
        report("Checking the backup.")
        manifest = archive.unpack(source, folder)
        secret = (folder / SECRET).read_text()
        _check_version(manifest)
        _check_secret(chosen, secret)
        _check_empty(addresses.direct)
        report("Restoring the database.")
        _load_dump(addresses.direct, folder)
        if chosen.secret_key is None:
            private_file(chosen.data / "secret-key", secret)
        migrations.upgrade(addresses.direct)
        asyncio.run(check_key(addresses.direct))
    report(
        f"Restored the backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC. "
        "All users have to sign in again."
    )


def _dump(url: str, target: Path) -> None:
    """Runs pg_dump. With FORCE ROW LEVEL SECURITY, a session option makes all rows readable."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        forced = wall.is_forced(connection)
    run_client(
        "pg_dump",
        url,
        *("--format=custom", "--no-owner", "--schema=public", "--file", target),
        *(("--enable-row-security",) if forced else ()),
        options=wall.READ_ALL_ROWS if forced else "",
    )


def _instance_table(url: str) -> str:
    """The table that stores the key check value, in a database that may not be migrated yet."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        older = inspect(connection).has_table(_INSTANCE_BEFORE_0012)
    return _INSTANCE_BEFORE_0012 if older else INSTANCE_TABLE


@contextmanager
def _working_folder(chosen: Settings) -> Iterator[Path]:
    """A temporary folder of mode 0700, removed at the end of the block."""
    with tempfile.TemporaryDirectory(dir=chosen.data, prefix=".working-") as folder:
        yield Path(folder)


def _check_version(manifest: Manifest) -> None:
    if not migrations.knows(manifest.revision):
        raise StartError(
            f"This backup was made by UMBRA {manifest.version}, which is newer than this "
            f"version ({__version__}). Update UMBRA first."
        )


def _check_secret(chosen: Settings, secret: str) -> None:
    configured = chosen.secret_key
    if configured is not None and configured.get_secret_value() != secret:
        raise ConfigurationError(
            "UMBRA_SECRET_KEY is not the secret key of this backup. "
            "Remove it, and the key in the backup is saved in the data folder."
        )


def _check_empty(url: str) -> None:
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        names = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = set(connection.execute(names).scalars())
        foreign = found - set(metadata().tables) - {"alembic_version", _INSTANCE_BEFORE_0012}
        if foreign:
            raise StartError(
                f"The database contains tables of other programs: {', '.join(sorted(foreign))}."
            )
        if "accounts" in found and connection.scalar(text("SELECT count(*) FROM accounts")):
            raise StartError(
                "This installation already has accounts. Restore into an empty one: set another "
                "UMBRA_DATA, or another DATABASE_URL."
            )


def _load_dump(url: str, folder: Path) -> None:
    """Loads the dump in one transaction.

    Row-level security is restored as it was where the backup was made, by role or by FORCE; the
    migrations that follow convert it to what this database user can have.
    """
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        by_role = wall.ensure_role(connection)
    combined = folder / "combined.sql"
    with combined.open("wb") as file:
        file.write(
            (_ONLY_WARNINGS + _DROP_EVERYTHING + (_GRANT_SCHEMA if by_role else "")).encode()
        )
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
        *("--output", "/dev/null", "--file", combined),
    )


def _append(script: Path, combined: BinaryIO, *, by_role: bool) -> None:
    """Appends one section of the dump: rows unchanged, statements adapted to this server."""
    with script.open("rb") as lines:
        for line in lines:
            if line.startswith(_UNKNOWN_TO_OLD_SERVERS):
                continue
            if line.startswith((b"COPY ", b"CREATE ")):
                combined.write(line if by_role else wall.without_role(line.decode()).encode())
                break
            combined.write(line)
        if by_role:
            shutil.copyfileobj(lines, combined)
        else:
            combined.writelines(wall.without_role(line.decode()).encode() for line in lines)
