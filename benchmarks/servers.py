"""Starts the servers that are measured, each a process of its own, and weighs them."""

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
    """A running server: where it listens, and the process that began it."""

    name: str
    port: int
    process: psutil.Process

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def memory(self) -> int:
        """Bytes that the server and its child processes hold (PSS, or RSS where there is none)."""
        processes = [self.process, *self.process.children(recursive=True)]
        return sum(_held_by(process) for process in processes)


def _held_by(process: psutil.Process) -> int:
    full = process.memory_full_info()
    return getattr(full, "pss", full.rss)


@contextmanager
def running_app(
    name: str, target: str, environment: Mapping[str, str], logs: Path, ready: str = "/"
) -> Iterator[Server]:
    """The ASGI application `target` served by one granian worker, as UMBRA is."""
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
    """`command` as a server on `port`, once it answers `ready`; stopped after the block."""
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
            time.sleep(0.05)  # until it listens, which it tells nobody
    raise RuntimeError(f"{name} did not start:\n{log_file.read_text()[-2000:]}")
