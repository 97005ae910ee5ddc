"""One server at a time locks a data folder; ports and folders in use are reported."""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from umbra.runtime.lockfile import lock_owner, locked
from umbra.runtime.port import require_free
from umbra.runtime.postgres_home import StartError

LOCKS_THE_FOLDER = """
import sys
from multiprocessing.synchronize import Event
from pathlib import Path
from umbra.runtime.lockfile import locked
with locked(Path(sys.argv[1]), "UMBRA on port 9"):
    print("locked", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def another_lock_owner(data: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", LOCKS_THE_FOLDER, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "locked\n"
    return process


def test_a_folder_in_use_is_refused_with_the_name_of_its_user(data: Path) -> None:
    other = another_lock_owner(data)
    assert lock_owner(data) == (other.pid, "UMBRA on port 9")
    wanted = rf"in use by UMBRA on port 9 \(process {other.pid}\)"
    with pytest.raises(StartError, match=wanted), locked(data, "another"):
        pass
    other.communicate("\n")


def test_a_folder_is_free_once_the_owner_of_its_lock_ended_or_was_killed(data: Path) -> None:
    other = another_lock_owner(data)
    other.kill()
    other.communicate()
    assert lock_owner(data) is None
    with locked(data, "the next"):
        assert lock_owner(data) == (os.getpid(), "the next")
    assert lock_owner(data) is None


def share_lock(data: Path) -> None:
    with locked(data, "a worker"):
        pass


def test_a_worker_of_the_server_can_share_the_lock(data: Path) -> None:
    with locked(data, "the server"):
        worker = multiprocessing.get_context("spawn").Process(target=share_lock, args=(data,))
        worker.start()
        worker.join()
        assert worker.exitcode == 0
        assert lock_owner(data) == (os.getpid(), "the server")


def test_two_workers_of_one_server_can_share_the_lock(data: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    is_locked, done = spawn.Event(), spawn.Event()
    first = spawn.Process(target=share_lock_until, args=(data, is_locked, done))
    first.start()
    assert is_locked.wait(60)
    second = spawn.Process(target=share_lock, args=(data,))
    second.start()
    second.join()
    done.set()
    first.join()
    assert (first.exitcode, second.exitcode) == (0, 0)


def share_lock_until(data: Path, is_locked: Event, done: Event) -> None:
    with locked(data, "a worker"):
        is_locked.set()
        done.wait(60)


def test_a_folder_that_was_never_used_is_free(data: Path) -> None:
    assert lock_owner(data) is None
    assert not data.exists()


def test_a_free_port_is_accepted() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    require_free("127.0.0.1", port)


def test_a_port_in_use_is_reported_with_its_process() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        wanted = rf"Port {port} is already in use by \S+ \(process {os.getpid()}\).*UMBRA_PORT"
        with pytest.raises(StartError, match=wanted):
            require_free("127.0.0.1", port)


def test_an_address_of_another_machine_is_reported() -> None:
    with pytest.raises(StartError, match=r"UMBRA_HOST 192\.0\.2\.1 is not an address"):
        require_free("192.0.2.1", 8000)
