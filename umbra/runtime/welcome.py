"""What is printed when the server is open: its address, and how to create the first account."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

from umbra.config import Settings, in_development, setup_code
from umbra.runtime.postgres_home import private_file

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  (compared with, never the default)
ANNOUNCED_FILE = "announced-by"


def page_address(chosen: Settings) -> str:
    """The address at which a browser opens the pages, without a slash at the end.

    In development that is the port of Reflex's own page server.
    """
    name = "localhost" if chosen.host in EVERYWHERE else chosen.host
    name = f"[{name}]" if ":" in name else name
    port = chosen.dev_port if in_development() else chosen.port
    return chosen.public_url or f"http://{name}:{port}"


def welcome(chosen: Settings, *, empty: bool) -> str:
    """Address and, as long as there is no account (`empty`), the setup link and its code.

    The code stands behind the `#` of the link, which browsers send to no server.
    """
    address = page_address(chosen)
    lines = [f"UMBRA is open at {address}"]
    if empty:
        code = setup_code()
        lines.append(
            f"There is no account yet. Create the first one at {address}/lock#setup={code}"
        )
        lines.append(f"Setup code: {code}")
    lines.append("Ctrl+C closes it.")
    return "\n".join(lines)


def first_in_this_start(data: Path) -> bool:
    """Whether nothing was announced yet since the command that started this server.

    A development server starts its worker again at every save. The command is the outermost
    `reflex` process above this one; process ids are reused, so its start time is noted too.
    """
    started_by = _command()
    note = f"{started_by.pid} {started_by.create_time()}"
    file = data / ANNOUNCED_FILE
    if file.exists() and file.read_text().strip() == note:
        return False
    private_file(file, note)
    return True


def _command() -> psutil.Process:
    process = psutil.Process(os.getpid())
    found = process
    for parent in process.parents():
        try:
            if any(Path(part).name == "reflex" for part in parent.cmdline()):
                found = parent
        except psutil.Error:
            break
    return found
