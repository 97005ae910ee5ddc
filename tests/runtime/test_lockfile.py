"""One server at a time holds a data folder; ports and folders in use are told, with whose."""

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

HOLDS = """
import sys
from multiprocessing.synchronize import Event
from pathlib import Path
from umbra.runtime.lockfile import locked
with locked(Path(sys.argv[1]), "a house on port 9"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def another_holder(data: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_folder_in_use_is_refused_with_who_has_it(data: Path) -> None:
    other = another_holder(data)
    assert lock_owner(data) == (other.pid, "a house on port 9")
    wanted = rf"in use by a house on port 9 \(process {other.pid}\)"
    with pytest.raises(StartError, match=wanted), locked(data, "another"):
        pass
    other.communicate("\n")


def test_a_folder_is_free_once_its_holder_is_gone_however_it_went(data: Path) -> None:
    other = another_holder(data)
    other.kill()
    other.communicate()
    assert lock_owner(data) is None
    with locked(data, "the next"):
        assert lock_owner(data) == (os.getpid(), "the next")
    assert lock_owner(data) is None


def enter(data: Path) -> None:
    with locked(data, "a worker"):
        pass


def test_a_worker_of_the_server_may_come_in(data: Path) -> None:
    with locked(data, "the server"):
        worker = multiprocessing.get_context("spawn").Process(target=enter, args=(data,))
        worker.start()
        worker.join()
        assert worker.exitcode == 0
        assert lock_owner(data) == (os.getpid(), "the server")


def test_two_workers_of_one_server_may_share_it(data: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    inside, done = spawn.Event(), spawn.Event()
    first = spawn.Process(target=stay, args=(data, inside, done))
    first.start()
    assert inside.wait(60)
    second = spawn.Process(target=enter, args=(data,))
    second.start()
    second.join()
    done.set()
    first.join()
    assert (first.exitcode, second.exitcode) == (0, 0)


def stay(data: Path, inside: Event, done: Event) -> None:
    with locked(data, "a worker"):
        inside.set()
        done.wait(60)


def test_a_folder_nobody_ever_used_is_free(data: Path) -> None:
    assert lock_owner(data) is None
    assert not data.exists()


def test_a_free_port_is_fine() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    require_free("127.0.0.1", port)


def test_a_taken_port_is_told_with_who_has_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        wanted = rf"Port {port} is taken by \S+ \(process {os.getpid()}\).*UMBRA_PORT"
        with pytest.raises(StartError, match=wanted):
            require_free("127.0.0.1", port)


def test_an_address_that_is_not_this_machines_is_told() -> None:
    with pytest.raises(StartError, match=r"UMBRA_HOST 192\.0\.2\.1 is no address"):
        require_free("192.0.2.1", 8000)
