"""One server at a time holds a data folder; whoever comes second is told who has it."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from umbra.runtime.postgres_home import StartError, private_folder

LOCK_FILE = "umbra.lock"


@contextmanager
def locked(data: Path, what: str) -> Iterator[None]:
    """Holds the data folder for the block; `what` tells others who does.

    A worker of the server that holds it may come in too. Raises StartError when somebody
    else has it. The lock dies with its process, so a killed one leaves nothing to tidy up.
    """
    private_folder(data, None)
    descriptor = os.open(data / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _refuse_strangers(data)
        else:
            os.truncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n{what}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def lock_owner(data: Path) -> tuple[int, str] | None:
    """The process that holds the data folder and what it said of itself; None when free."""
    try:
        with open(data / LOCK_FILE) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                pid, what = file.read().splitlines()[:2]
                return int(pid), what
    except (FileNotFoundError, ValueError):
        return None
    return None


def _refuse_strangers(data: Path) -> None:
    has_it = lock_owner(data)
    pid, what = has_it or (0, "somebody")
    if pid and _of_one_server(pid):
        return
    raise StartError(
        f"{data} is in use by {what} (process {pid}). "
        "Stop that one first, or give this one a data folder of its own by UMBRA_DATA."
    )


def _of_one_server(pid: int) -> bool:
    """Whether this process works for `pid`, or both are workers of one server."""
    if pid == os.getpid() or pid in {parent.pid for parent in psutil.Process().parents()}:
        return True
    server = multiprocessing.parent_process()
    try:
        return server is not None and psutil.Process(pid).ppid() == server.pid
    except psutil.NoSuchProcess:
        return False
