"""`python -m umbra run` as a person types it, in a house of the test's own."""

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

OPEN = re.compile(r"UMBRA is running at (\S+)")


@dataclass
class Launched:
    """A server in the making or up; `said` is every line it printed so far."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def until_open(self) -> str:
        """Waits until it says it is open; the address it says."""
        for line in self._lines():
            found = OPEN.search(line)
            if found:
                assert httpx.get(f"{found[1]}/api/health/ready").status_code == 200
                return found[1]
        raise AssertionError("It did not open:\n" + "\n".join(self.said))

    def until_closed(self) -> int:
        """Waits until it has ended; its exit code."""
        for _ in self._lines():
            pass
        return self.process.wait(timeout=60)

    def _lines(self) -> Iterator[str]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            yield line

    def close(self, signal: int) -> int:
        self.process.send_signal(signal)
        return self.until_closed()


@contextmanager
def launched(data: Path, port: int, **settings: str) -> Iterator[Launched]:
    """Runs the command; what is left of it at the end is killed."""
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
