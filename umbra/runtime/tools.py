"""Runs PostgreSQL's client programs (`pg_dump`, `pg_restore`, `psql`) on UMBRA's database."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from psycopg.pq import Conninfo

from umbra.database import connection_parameters
from umbra.runtime.database_url import without_host
from umbra.runtime.postgres_home import StartError, installed_binaries


def run_client(program: str, url: str, *arguments: str | Path, options: str = "") -> None:
    """Runs a client program on the database at `url`; `options` are session options.

    The address is passed in the environment, because every user of the machine can read a
    command line. Raises StartError with the program's error output.
    """
    finished = subprocess.run(
        [installed_binaries() / program, *arguments],
        env={**os.environ, **_with_options(client_environment(url), options)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise StartError(f"{program} failed:\n{without_host(finished.stderr.strip())}")


def _with_options(environment: dict[str, str], options: str) -> dict[str, str]:
    if not options:
        return environment
    return {**environment, "PGOPTIONS": f"{environment.get('PGOPTIONS', '')} {options}".strip()}


def client_environment(url: str) -> dict[str, str]:
    """`url` as the environment variables of libpq (PGHOST, PGUSER, PGPASSWORD and so on)."""
    names = {
        option.keyword.decode(): option.envvar.decode()
        for option in Conninfo.get_defaults()
        if option.envvar
    }
    keywords = connection_parameters(url)
    return {names[key]: str(value) for key, value in keywords.items() if key in names}
