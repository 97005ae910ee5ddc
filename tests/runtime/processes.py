"""Runs `python -m umbra run` as a user does, with a data folder of the test's own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from umbra.runtime.migrations import ROOT

RUNNING = re.compile(r"UMBRA is running at (\S+)")


@dataclass
class Launched:
    """A starting or running server; `output` contains the lines it printed so far."""

    process: subprocess.Popen[str]
    output: list[str] = field(default_factory=list)

    def wait_until_running(self) -> str:
        """Waits until it prints that it is running; returns the address it prints."""
        for line in self._lines():
            found = RUNNING.search(line)
            if found:
                assert httpx.get(f"{found[1]}/api/health/ready").status_code == 200
                return found[1]
        raise AssertionError("It did not start:\n" + "\n".join(self.output))

    def wait_until_ended(self) -> int:
        """Waits until the process has ended; returns its exit code."""
        for _ in self._lines():
            pass
        return self.process.wait(timeout=60)

    def _lines(self) -> Iterator[str]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output.append(line.rstrip())
            yield line

    def stop(self, signal: int) -> int:
        self.process.send_signal(signal)
        return self.wait_until_ended()


@contextmanager
def launched(data: Path, port: int, **settings: str) -> Iterator[Launched]:
    """Starts the command; kills it at the end of the block if it still runs."""
    server = Launched(
        subprocess.Popen(
            [sys.executable, "-m", "umbra", "run"],
            cwd=ROOT,
            env={**os.environ, "UMBRA_DATA": str(data), "UMBRA_PORT": str(port), **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    )
    try:
        yield server
    finally:
        server.process.kill()
        server.process.communicate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
