"""PostgreSQL's own client programs, aimed at the house's database."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from psycopg.pq import Conninfo

from umbra.database import connection_parameters
from umbra.runtime.database_url import without_host
from umbra.runtime.postgres_home import StartError, installed_binaries


def run_client(program: str, url: str, *arguments: str | Path, options: str = "") -> None:
    """Runs `pg_dump`, `psql` or their like on the database at `url`; `options` are the session's.

    The address goes by the environment: a command line may be read by every user of the
    machine. Raises StartError with what the program said.
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
        raise StartError(f"{program} gave up. It said:\n{without_host(finished.stderr.strip())}")


def _with_options(environment: dict[str, str], options: str) -> dict[str, str]:
    if not options:
        return environment
    return {**environment, "PGOPTIONS": f"{environment.get('PGOPTIONS', '')} {options}".strip()}


def client_environment(url: str) -> dict[str, str]:
    """`url` as the variables libpq reads."""
    names = {
        option.keyword.decode(): option.envvar.decode()
        for option in Conninfo.get_defaults()
        if option.envvar
    }
    keywords = connection_parameters(url)
    return {names[key]: str(value) for key, value in keywords.items() if key in names}
