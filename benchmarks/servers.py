"""Starts the measured servers, each in a process of its own, and measures their memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

HOST = "127.0.0.1"
ROOT = Path(__file__).parents[1]
SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 10.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port and its main process."""

    name: str
    port: int
    process: psutil.Process

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def memory(self) -> int:
        """The memory of the server and its child processes in bytes (PSS; RSS without PSS)."""
        processes = [self.process, *self.process.children(recursive=True)]
        return sum(_memory_of(process) for process in processes)


def _memory_of(process: psutil.Process) -> int:
    full = process.memory_full_info()
    return getattr(full, "pss", full.rss)


@contextmanager
def running_app(
    name: str, target: str, environment: Mapping[str, str], logs: Path, ready: str = "/"
) -> Iterator[Server]:
    """The ASGI application `target`, served by one granian worker like UMBRA."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", HOST,
        "--port", str(port), "--no-ws", "--log-level", "warning", target,
    ]  # fmt: skip
    with running(name, command, environment, logs, port, ready) as server:
        yield server


@contextmanager
def running(
    name: str,
    command: list[str],
    environment: Mapping[str, str],
    logs: Path,
    port: int,
    ready: str = "/",
) -> Iterator[Server]:
    """Runs `command` as a server on `port`, once the path `ready` answers; stops it at the end."""
    log_file = logs / f"{name}.log"
    with log_file.open("wb") as log:
        process = psutil.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_answers(name, process, f"http://{HOST}:{port}{ready}", log_file)
        yield Server(name, port, process)
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _wait_until_it_answers(name: str, process: psutil.Popen, address: str, log_file: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.05)  # the process sends no event when it listens
    raise RuntimeError(f"{name} did not start:\n{log_file.read_text()[-2000:]}")
