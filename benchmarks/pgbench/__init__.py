"""The same statements run by pgbench, PostgreSQL's load generator: the database alone."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from benchmarks.seed import SeededAccount
from umbra.runtime.postgres_home import installed_binaries

Work = Literal["list", "toggle"]
_SCRIPTS = Path(__file__).parent
_RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: (\d+)", re.MULTILINE)


def drive(
    database_url: str, work: Work, account: SeededAccount, *, seconds: float, connections: int
) -> float:
    """Transactions per second: session lookup, row-level security and `work`.

    `seconds` is rounded to whole seconds, at least one.
    """
    values = {
        "token_hash": hashlib.sha256(account.token.encode()).hexdigest(),
        "todo_ids": "{" + ",".join(map(str, account.some_ids)) + "}",
        "places": str(len(account.some_ids)),
    }
    with NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(
            (_SCRIPTS / "authenticate.sql").read_text() + (_SCRIPTS / f"{work}.sql").read_text()
        )
        script.flush()
        command = [
            str(installed_binaries() / "pgbench"), "--no-vacuum",
            "--protocol=prepared", f"--client={connections}", "--jobs=1",
            f"--time={max(1, round(seconds))}", f"--file={script.name}",
            *(f"--define={name}={value}" for name, value in values.items()),
            database_url.replace("+psycopg", "", 1),
        ]  # fmt: skip
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
    rate, failed = _RATE.search(finished.stdout), _FAILED.search(finished.stdout)
    if finished.returncode or not rate or not failed or int(failed[1]):
        raise RuntimeError(f"pgbench failed:\n{finished.stdout}\n{finished.stderr}")
    return float(rate[1])
