"""The embedded PostgreSQL: shared by processes, private, and working again after any crash."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.conftest import WITHOUT_DURABILITY
from tests.temporary_folders import data_folder
from umbra.runtime.embedded import LONGEST_SOCKET_FOLDER, PASSWORD_FILE, Cluster, running
from umbra.runtime.postgres_home import (
    SYSTEM_HOME,
    SYSTEM_USER,
    StartError,
    installed_binaries,
    orphaned_homes,
    reachable_binaries,
    run_as,
)

NOBODY = 65534
ROOT = os.geteuid() == 0
SET_CHILD_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux's `prctl`."""
USES_THE_SERVER = """
import sys
from pathlib import Path
from umbra.runtime.embedded import running
with running(Path(sys.argv[1])):
    print("joined", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


def using(data: Path) -> AbstractContextManager[Cluster]:
    """Runs the server without fsync, to save time."""
    return running(data, WITHOUT_DURABILITY)


def connect(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(cluster.url().replace("+psycopg", ""), autocommit=True)


def another_process(data: Path) -> subprocess.Popen[str]:
    """A process that uses the server until it is sent a line."""
    joined = subprocess.Popen(
        [sys.executable, "-c", USES_THE_SERVER, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert joined.stdout is not None
    assert joined.stdout.readline() == "joined\n"
    return joined


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate("\n")
    assert process.returncode == 0


@contextmanager
def adopting_orphans() -> Iterator[None]:
    """On Linux, makes ended servers stay zombies until the end of the block.

    So it is in a container whose first process does not reap children. Other systems reap them
    at once.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 0, 0, 0, 0)
            for child in psutil.Process().children():
                if child.status() == psutil.STATUS_ZOMBIE:
                    child.wait()


def wait_without_reaping(process: psutil.Process) -> None:
    if sys.platform == "linux":
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    else:
        process.wait(timeout=10)


def test_data_survives_a_restart_of_the_server(data: Path) -> None:
    with using(data) as cluster, connect(cluster) as connection:
        connection.execute("CREATE TABLE stored AS SELECT 1 AS one")
    assert cluster.postmaster() is None
    with using(data) as cluster, connect(cluster) as connection:
        assert connection.execute("SELECT one FROM stored").fetchall() == [(1,)]


def test_the_last_user_stops_the_server(data: Path) -> None:
    with using(data) as cluster:
        other = another_process(data)
        first = cluster.postmaster()
    assert cluster.postmaster() == first
    leave(other)
    assert cluster.postmaster() is None


def test_fsync_and_data_checksums_are_on(data: Path) -> None:
    with running(data) as cluster, connect(cluster) as connection:
        shown = {
            name: connection.execute(f"SHOW {name}").fetchone()
            for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
        }
    assert set(shown.values()) == {("on",)}


def test_it_listens_on_no_network_and_the_app_is_not_a_superuser(data: Path) -> None:
    with using(data) as cluster, connect(cluster) as connection:
        postmaster = cluster.postmaster()
        assert postmaster is not None
        assert [c for c in postmaster.net_connections("inet") if c.status == "LISTEN"] == []
        roles = connection.execute("SELECT rolname, rolsuper FROM pg_roles WHERE rolcanlogin")
        assert dict(roles.fetchall()) == {"postgres": True, "umbra": False}


def test_killing_postgresql_loses_no_committed_data(data: Path) -> None:
    with using(data) as cluster:
        with connect(cluster) as connection:
            connection.execute("CREATE TABLE stored (number integer)")
            for number in range(50):
                connection.execute("INSERT INTO stored VALUES (%s)", [number])
        postmaster = cluster.postmaster()
        assert postmaster is not None
        postmaster.kill()
        psutil.wait_procs([postmaster], timeout=10)
    with using(data) as cluster, connect(cluster) as connection:
        assert connection.execute("SELECT count(*) FROM stored").fetchone() == (50,)


def test_the_next_app_joins_and_stops_the_server_of_a_killed_one(data: Path) -> None:
    killed = another_process(data)
    killed.kill()
    killed.communicate()
    with using(data) as cluster:
        assert cluster.postmaster() is not None
    assert cluster.postmaster() is None


def test_a_stale_pid_file_with_a_reused_process_id_is_removed(data: Path) -> None:
    with using(data) as cluster:
        left = (cluster.folder / "postmaster.pid").read_text()
    pid_file = cluster.folder / "postmaster.pid"
    pid_file.write_text("\n".join([str(os.getpid()), *left.splitlines()[1:]]))
    with using(data) as cluster, connect(cluster) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_killed_server_that_is_still_a_zombie_does_not_prevent_a_start(data: Path) -> None:
    with adopting_orphans():
        with using(data) as cluster:
            postmaster = cluster.postmaster()
            assert postmaster is not None
            postmaster.kill()
            wait_without_reaping(postmaster)
        with using(data) as cluster, connect(cluster) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_an_incomplete_cluster_is_created_again(data: Path) -> None:
    with using(data) as cluster:
        pass
    cluster.folder.rename(cluster.home.folder / "cluster.new")
    with using(data) as cluster, connect(cluster) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_long_path_gets_a_short_private_socket_folder(data: Path) -> None:
    deep = data / ("d" * LONGEST_SOCKET_FOLDER)
    data.chmod(0o755)
    with using(deep) as cluster, connect(cluster) as connection:
        connection.execute("SELECT 1")
        folder = cluster.socket_folder()
        assert len(str(folder)) <= LONGEST_SOCKET_FOLDER
        assert mode(folder) == 0o700
    assert not folder.exists()


def test_folders_and_files_are_private(data: Path) -> None:
    data.chmod(0o777)
    with using(data) as cluster:
        home = cluster.home.folder
        assert mode(data) == (0o710 if ROOT else 0o700)
        assert {mode(home), mode(home / "cluster"), mode(home / "socket")} == {0o700}
        assert mode(data / PASSWORD_FILE) == 0o600
        assert {mode(file) for file in data.glob("postgres.*")} == {0o600}


def test_other_users_of_the_machine_can_t_connect(data: Path) -> None:
    """Tries to connect as another user, which only root can become.

    For other users, the test of the file modes above is all that can be checked.
    """
    if not ROOT:
        return
    with using(data) as cluster:
        socket_folder = cluster.socket_folder()
        psql = str(cluster.home.binaries / "psql")
        assert as_nobody(psql, "--version").returncode == 0
        attempts = [
            (psql, "--host", str(socket_folder), "--username", "postgres", "-c", "SELECT 1"),
            (psql, "--host", str(socket_folder), "--username", "umbra", "-c", "SELECT 1"),
            ("cat", str(data / PASSWORD_FILE)),
            ("cat", str(cluster.folder / "pg_hba.conf")),
            ("cat", str(cluster.log)),
            ("ls", str(data)),
            ("ls", str(socket_folder)),
        ]
        for attempt in attempts:
            refused = as_nobody(*attempt)
            assert refused.returncode != 0, attempt
            assert "ermission denied" in refused.stderr, refused.stderr


def test_even_the_servers_own_user_needs_the_password(data: Path) -> None:
    with using(data) as cluster:
        psql, folder = str(cluster.home.binaries / "psql"), str(cluster.home.folder / "socket")
        for user in ("postgres", "umbra"):
            with pytest.raises(subprocess.CalledProcessError) as refused:
                run_as(cluster.home.account, psql, "-w", "-h", folder, "-U", user, "-c", "SELECT 1")
            assert "no password supplied" in refused.value.output


def as_nobody(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        cwd="/",
        env={"PATH": os.defpath, "PGPASSWORD": "guess"},
        capture_output=True,
        text=True,
        check=False,
    )


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_private_home_of_root_keeps_its_mode_and_the_cluster_is_stored_elsewhere(
    data: Path,
) -> None:
    """PostgreSQL's system user can't enter root's home. For other users it is stored inside."""
    home = data / "root"
    home.mkdir(mode=0o700)
    with using(home / "data") as cluster, connect(cluster) as connection:
        connection.execute("SELECT 1")
        assert mode(home) == 0o700
        assert cluster.home.folder.is_relative_to(data) != ROOT
        assert mode(cluster.home.folder) == 0o700
    left = (cluster.home.folder, home / "data")
    assert left not in orphaned_homes()
    shutil.rmtree(home / "data")
    assert (left in orphaned_homes()) is ROOT
    if ROOT:
        shutil.rmtree(cluster.home.folder)


def installation(site_packages: Path, record: str) -> Path:
    """A second installation of PostgreSQL's package, in a folder that only root can enter."""
    installed = installed_binaries()
    for folder in (installed.parent, installed.parents[2] / f"{installed.parents[1].name}.libs"):
        shutil.copytree(
            folder, site_packages / folder.relative_to(installed.parents[2]), symlinks=True
        )
    metadata = site_packages / f"{installed.parents[1].name}-0.dist-info"
    metadata.mkdir()
    (metadata / "RECORD").write_text(record)
    site_packages.chmod(0o700)
    return site_packages / installed.relative_to(installed.parents[2])


@pytest.fixture
def copies() -> Iterator[list[Path]]:
    """Copies of the programs that a test creates below SYSTEM_HOME; removed after it."""
    created: list[Path] = []
    yield created
    for binaries in created:
        shutil.rmtree(SYSTEM_HOME / binaries.relative_to(SYSTEM_HOME).parts[0])


@pytest.mark.skipif(not ROOT, reason="only root runs PostgreSQL as another user")
def test_programs_that_the_server_user_can_t_reach_are_copied_with_their_libraries(
    data: Path, copies: list[Path]
) -> None:
    with using(data) as cluster:
        account = cluster.home.account
    assert account is not None
    closed = installation(data / "closed with a space", "one version")
    copied = reachable_binaries(account, closed)
    copies.append(copied)
    assert copied.is_relative_to(SYSTEM_HOME)
    for program in ("initdb", "postgres", "pg_ctl", "psql"):
        assert "18" in run_as(account, str(copied / program), "--version")
    assert reachable_binaries(account, closed) == copied


@pytest.mark.skipif(not ROOT, reason="only root runs PostgreSQL as another user")
def test_another_version_gets_a_copy_of_its_own(data: Path, copies: list[Path]) -> None:
    with using(data) as cluster:
        account = cluster.home.account
    assert account is not None
    copies += [
        reachable_binaries(account, installation(data / name, name)) for name in ("one", "two")
    ]
    assert copies[0] != copies[1]


@pytest.mark.skipif(not ROOT, reason="only root runs PostgreSQL as another user")
def test_a_copy_that_does_not_run_is_replaced(data: Path, copies: list[Path]) -> None:
    with using(data) as cluster:
        account = cluster.home.account
    assert account is not None
    closed = installation(data / "closed", "a broken copy")
    copied = reachable_binaries(account, closed)
    copies.append(copied)
    shutil.rmtree(next(SYSTEM_HOME.glob(f"{copied.relative_to(SYSTEM_HOME).parts[0]}/*.libs")))
    with pytest.raises(subprocess.CalledProcessError):
        run_as(account, str(copied / "initdb"), "--version")
    assert reachable_binaries(account, closed) == copied
    assert "18" in run_as(account, str(copied / "initdb"), "--version")


@pytest.mark.skipif(not ROOT, reason="only root runs PostgreSQL as another user")
def test_programs_that_never_run_are_reported_with_their_output(data: Path) -> None:
    with using(data) as cluster:
        account = cluster.home.account
    assert account is not None
    closed = installation(data / "closed", "a wheel without its libraries")
    shutil.rmtree(next((data / "closed").glob("*.libs")))
    with pytest.raises(StartError, match="error while loading shared libraries"):
        reachable_binaries(account, closed)


@pytest.mark.skipif(not ROOT, reason="only root creates system users")
def test_the_system_user_is_created_without_sbin_on_the_path_or_the_reason_is_shown(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user already exists here: `useradd` is found, and its error message is shown."""
    with using(data):
        pwd.getpwnam(SYSTEM_USER)
    monkeypatch.setenv("PATH", "/nowhere")

    def unknown(_: str) -> pwd.struct_passwd:
        raise KeyError

    with monkeypatch.context() as patched:
        patched.setattr(pwd, "getpwnam", unknown)
        with pytest.raises(StartError, match=f"useradd: user '{SYSTEM_USER}' already exists"):
            running(data / "another").__enter__()
