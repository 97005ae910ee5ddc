"""A lock file (flock) that lets one server at a time use a data folder."""

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
    """Locks the data folder during the block; `what` names the lock's owner in error messages.

    A worker of the server that owns the lock may enter too. Raises StartError if another server
    owns it. The system releases the lock of a killed process, so no cleanup is needed.
    """
    private_folder(data, None)
    descriptor = os.open(data / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _require_same_server(data)
        else:
            os.truncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n{what}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def lock_owner(data: Path) -> tuple[int, str] | None:
    """The process id and the description (`what`) of the lock's owner; None if it is free."""
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


def _require_same_server(data: Path) -> None:
    """Raises StartError unless this process belongs to the server that owns the lock."""
    pid, what = lock_owner(data) or (0, "another program")
    if pid and _belongs_to_same_server(pid):
        return
    raise StartError(
        f"{data} is in use by {what} (process {pid}). "
        "Stop it first, or set UMBRA_DATA to another folder."
    )


def _belongs_to_same_server(pid: int) -> bool:
    """Whether this process is a descendant of `pid`, or both are workers of one server."""
    if pid == os.getpid() or pid in {parent.pid for parent in psutil.Process().parents()}:
        return True
    server = multiprocessing.parent_process()
    try:
        return server is not None and psutil.Process(pid).ppid() == server.pid
    except psutil.NoSuchProcess:
        return False
