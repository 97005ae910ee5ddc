"""The message printed when the server is ready: its address, and the first account's setup link."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

from umbra.config import Settings, in_development, setup_code
from umbra.runtime.postgres_home import private_file

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  (compared with, never the default)
ANNOUNCED_FILE = "announced-by"


def page_address(chosen: Settings) -> str:
    """The URL at which a browser opens the pages, without a trailing slash.

    In development its port is that of Reflex's development server.
    """
    name = "localhost" if chosen.host in EVERYWHERE else chosen.host
    name = f"[{name}]" if ":" in name else name
    port = chosen.dev_port if in_development() else chosen.port
    return chosen.public_url or f"http://{name}:{port}"


def welcome(chosen: Settings, *, empty: bool) -> str:
    """The address and, while there is no account (`empty`), the setup link and the setup code.

    The code is in the link's fragment (behind the `#`), which browsers never send to a server.
    """
    address = page_address(chosen)
    lines = [f"UMBRA is running at {address}"]
    if empty:
        code = setup_code()
        lines.append(
            f"There is no account yet. Create the first one at {address}/lock#setup={code}"
        )
        lines.append(f"Setup code: {code}")
    lines.append("Press Ctrl+C to stop.")
    return "\n".join(lines)


def is_first_announcement(data: Path) -> bool:
    """Whether this start of the server has not printed its welcome message yet; records it.

    A development server restarts its worker at every save. A start is identified by the
    outermost `reflex` process above this one; process ids are reused, so its start time counts
    too.
    """
    command = _start_command()
    start_id = f"{command.pid} {command.create_time()}"
    file = data / ANNOUNCED_FILE
    if file.exists() and file.read_text().strip() == start_id:
        return False
    private_file(file, start_id)
    return True


def _start_command() -> psutil.Process:
    process = psutil.Process(os.getpid())
    found = process
    for parent in process.parents():
        try:
            if any(Path(part).name == "reflex" for part in parent.cmdline()):
                found = parent
        except psutil.Error:
            break
    return found
