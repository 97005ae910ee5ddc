"""`python -m umbra run`: start, graceful shutdown by a signal, and start after a crash."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.runtime.processes import free_port, launched
from tests.temporary_folders import data_folder
from umbra.runtime.embedded import Cluster, running
from umbra.runtime.lockfile import lock_owner
from umbra.runtime.postgres_home import find_postgres_home

CODE = "a-code-for-the-tests"


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


def postgresql_of(data: Path) -> psutil.Process | None:
    return Cluster(data, find_postgres_home(data), {}).postmaster()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_starts_serves_and_stops_in_order(data: Path, port: int, number: int) -> None:
    with launched(data, port, UMBRA_SETUP_CODE=CODE) as server:
        address = server.wait_until_running()
        assert address == f"http://127.0.0.1:{port}"
        page = httpx.get(f"{address}/lock")
        assert page.status_code == 200
        assert "sha256-" in page.headers["content-security-policy"]
        assert postgresql_of(data) is not None
        assert server.stop(number) == 0
    assert sum(f"{address}/lock#setup={CODE}" in line for line in server.output) == 1
    assert server.output.count(f"Setup code: {CODE}") == 1
    assert server.output[-1] == "Stopped. Everything is saved."
    assert postgresql_of(data) is None
    assert lock_owner(data) is None


def test_a_second_server_is_refused_with_the_name_of_the_first(data: Path, port: int) -> None:
    with launched(data, port) as first:
        first.wait_until_running()
        with launched(data, free_port()) as second:
            assert second.wait_until_ended() == 1
        assert f"in use by UMBRA on 127.0.0.1:{port}" in second.output[-1]
        with data_folder() as other_data, launched(other_data, port) as third:
            assert third.wait_until_ended() == 1
        assert f"Port {port} is already in use by" in third.output[-1]
        assert first.stop(signal.SIGTERM) == 0


def test_a_killed_server_leaves_no_process_and_starts_again(data: Path, port: int) -> None:
    with launched(data, port) as killed:
        killed.wait_until_running()
        workers = psutil.Process(killed.process.pid).children(recursive=True)
        killed.process.kill()
        _, alive = psutil.wait_procs(workers, timeout=30)
        assert alive == []
    with launched(data, port) as server:
        server.wait_until_running()
        assert server.stop(signal.SIGTERM) == 0
    assert postgresql_of(data) is None


def test_it_starts_again_after_everything_was_killed(data: Path, port: int) -> None:
    with launched(data, port) as killed:
        killed.wait_until_running()
        postmaster = postgresql_of(data)
        assert postmaster is not None
        killed.process.kill()
        postmaster.kill()
    with launched(data, port) as server:
        server.wait_until_running()
        assert server.stop(signal.SIGTERM) == 0


def test_a_stop_signal_during_the_start_stops_it(data: Path, port: int) -> None:
    with launched(data, port) as server:
        assert server.process.stdout is not None
        assert server.process.stdout.readline() == "Starting PostgreSQL.\n"
        assert server.stop(signal.SIGTERM) == 0
    assert postgresql_of(data) is None


def test_a_wrong_secret_key_is_refused_with_a_message(data: Path, port: int) -> None:
    with launched(data, port, UMBRA_SECRET_KEY="k" * 40) as server:
        assert server.wait_until_ended() == 2
    assert "UMBRA_SECRET_KEY is not the secret this database was created with" in server.output[-1]
    assert postgresql_of(data) is None


def test_it_runs_on_a_configured_postgresql(tmp_path: Path, database_url: str) -> None:
    address = database_url.replace("+psycopg", "")
    with launched(tmp_path / "data", free_port(), DATABASE_URL=address) as server:
        assert httpx.get(f"{server.wait_until_running()}/api/auth/status").json()["setup_required"]
        assert server.stop(signal.SIGTERM) == 0
    assert "Starting PostgreSQL." not in server.output
    assert not (tmp_path / "data" / "postgres").exists()


def test_an_unreachable_database_is_reported(tmp_path: Path) -> None:
    unreachable = "postgresql://me:canary-secret@127.0.0.1:1/none"
    with launched(tmp_path / "data", free_port(), DATABASE_URL=unreachable) as server:
        assert server.wait_until_ended() == 1
    assert "Connection refused" in server.output[-1]
    assert not any("canary-secret" in line or "Traceback" in line for line in server.output)


def test_other_commands_join_the_running_server(data: Path, port: int) -> None:
    with launched(data, port) as server:
        server.wait_until_running()
        postmaster = postgresql_of(data)
        with running(data) as cluster:
            assert cluster.postmaster() == postmaster
        assert postgresql_of(data) == postmaster
        assert server.stop(signal.SIGTERM) == 0
