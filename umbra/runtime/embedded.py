"""The embedded PostgreSQL in the data folder, used when `DATABASE_URL` is not set.

Several processes share one server: each holds a shared file lock (flock) on `postgres.users`
while it uses the server, and the last one stops it. The system releases the locks of a killed
process, so no cleanup is needed. Connections use a Unix socket in a folder that only the
server's user can enter, and need a password (SCRAM-SHA-256) that only the data folder's owner
can read.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from umbra.runtime.postgres_home import (
    PostgresHome,
    StartError,
    find_postgres_home,
    private_file,
    private_folder,
)

ROLE = "umbra"
DATABASE = "umbra"
PASSWORD_FILE = "database-password"  # noqa: S105  (a name of a file)
LONGEST_SOCKET_FOLDER = 90
"""Bytes. A Unix socket's path may have 103 bytes at least; `.s.PGSQL.5432` takes 14 of them."""

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "synchronous_commit": "on",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
    "cluster_name": "umbra",
}
_ACCESS_RULES = "# Written by UMBRA: by socket and password only.\nlocal all all scram-sha-256\n"
_START_SECONDS = 60
_SOCKETS_PREFIX = "umbra-sockets-"
_STILL_STOPPING = "still in use"
"""In the log: the shared memory of the previous server process is not released yet."""
_SOCKET_LOCK = ".s.PGSQL.5432.lock"


@dataclass(frozen=True, slots=True)
class Cluster:
    """One embedded PostgreSQL: `data` is UMBRA's data folder, `home` the cluster's location."""

    data: Path
    home: PostgresHome
    options: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """PGDATA, the cluster's data directory."""
        return self.home.folder / "cluster"

    @property
    def log(self) -> Path:
        return self.home.folder / "server.log"

    def url(self, database: str = DATABASE) -> str:
        """The URL of the running server, for SQLAlchemy with psycopg."""
        password = quote((self.data / PASSWORD_FILE).read_text().strip(), safe="")
        folder = quote(str(self.socket_folder()), safe="/")
        return f"postgresql+psycopg://{ROLE}:{password}@/{database}?host={folder}"

    def socket_folder(self) -> Path:
        """The folder of the running server's Unix socket."""
        return Path(self._postmaster_lines()[4])

    def postmaster(self) -> psutil.Process | None:
        """The server's process; None if it is not running."""
        try:
            pid = int(self._postmaster_lines()[0])
            process = psutil.Process(pid)
            ours = process.name() == "postgres" and Path(process.cwd()) == self.folder.resolve()
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return process if ours else None

    def ensure_running(self) -> None:
        """Creates the cluster if it does not exist, and starts the server if it is not running."""
        if not self.folder.exists():
            self._create()
        if self.postmaster() is None:
            self._start()

    def stop(self) -> None:
        """Closes all connections and stops the server (fast shutdown, with a checkpoint)."""
        if self.postmaster() is not None:
            sockets = self.socket_folder()
            arguments = ["-D", str(self.folder), "-m", "fast", "-w", "-t", str(_START_SECONDS)]
            self.home.run("pg_ctl", "stop", *arguments)
            self._remove_socket_folder(sockets)

    def _create(self) -> None:
        """Creates the cluster in a temporary folder and renames it when it is complete.

        No one ever knows the password of the superuser `postgres`: it is random and discarded.
        """
        unfinished, unused = self.home.folder / "cluster.new", self.home.folder / "unused"
        self.home.run_shell("rm", "-rf", str(unfinished))
        self.home.write(unused, secrets.token_urlsafe(32) + "\n")
        self.home.run(
            "initdb",
            *("--pgdata", str(unfinished), "--username", "postgres", "--encoding", "UTF8"),
            *("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *("--data-checksums", "--auth", "scram-sha-256", "--pwfile", str(unused)),
            *(("--no-sync",) if self.options.get("fsync") == "off" else ()),
        )
        self.home.run_shell("rm", str(unused))
        self.home.write(unfinished / "pg_hba.conf", _ACCESS_RULES)
        password = secrets.token_urlsafe(32)
        self._run_single_user(
            unfinished,
            f"CREATE ROLE {ROLE} LOGIN CREATEROLE CREATEDB PASSWORD '{password}'",
            f"CREATE DATABASE {DATABASE} OWNER {ROLE}",
        )
        private_file(self.data / PASSWORD_FILE, password)
        unfinished.rename(self.folder)

    def _run_single_user(self, folder: Path, *statements: str) -> None:
        """Runs statements in PostgreSQL's single-user mode, which needs no password."""
        self.home.run(
            "postgres",
            *("--single", "-D", str(folder), "-c", "exit_on_error=on", "postgres"),
            stdin="".join(f"{statement}\n" for statement in statements),
        )

    def _start(self) -> None:
        self._remove_stale_pid_files()
        settings = {**_SETTINGS, "unix_socket_directories": str(self._new_socket_folder())}
        settings |= self.options
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        arguments = ["-D", str(self.folder), "-l", str(self.log), "-w", "-t", str(_START_SECONDS)]
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.home.run("pg_ctl", "start", *arguments, "-o", shlex.join(options))
                return
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline or _STILL_STOPPING not in self._log_tail():
                    raise StartError(
                        f"PostgreSQL did not start. The end of its log:\n{self._log_tail()}"
                    ) from None
                time.sleep(0.2)  # the previous server is stopping; there is no event to wait for

    def _remove_stale_pid_files(self) -> None:
        """Removes pid files that a crashed server left behind.

        After a crash, the recorded process id may belong to another program or to a zombie.
        PostgreSQL records it twice, in its folder and beside its socket, and refuses to start
        while a process with that id exists.
        """
        try:
            lines = self._postmaster_lines()
            self._remove_socket_folder(Path(lines[4]))
            if psutil.pid_exists(int(lines[0])):
                (self.folder / "postmaster.pid").unlink()
                (Path(lines[4]) / _SOCKET_LOCK).unlink(missing_ok=True)
        except (OSError, ValueError, IndexError):
            return

    def _postmaster_lines(self) -> list[str]:
        return (self.folder / "postmaster.pid").read_text().splitlines()

    def _new_socket_folder(self) -> Path:
        """A folder of mode 0700 with a path short enough for a socket."""
        folder = self.home.folder / "socket"
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
            base = os.environ.get("XDG_RUNTIME_DIR") if self.home.account is None else None
            base = base or "/tmp"  # noqa: S108  (short; the folder in it is new and private)
            folder = Path(tempfile.mkdtemp(prefix=_SOCKETS_PREFIX, dir=base))
        private_folder(folder, self.home.account)
        return folder

    def _remove_socket_folder(self, sockets: Path) -> None:
        """Removes a temporary socket folder that was created for one start outside of `home`."""
        if sockets != self.home.folder / "socket" and sockets.name.startswith(_SOCKETS_PREFIX):
            shutil.rmtree(sockets, ignore_errors=True)

    def _log_tail(self) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])
        except OSError:
            return "(empty)"


@contextmanager
def running(data: Path, options: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """The data folder's PostgreSQL: started if it is not running, stopped by its last user.

    Raises StartError with a message for the user if it can't run here.
    """
    private_folder(data, None)
    users = os.open(data / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
    cluster = None
    try:
        with _exclusive(data):
            fcntl.flock(users, fcntl.LOCK_SH)
            cluster = Cluster(data, find_postgres_home(data), options or {})
            cluster.ensure_running()
        yield cluster
    finally:
        with _exclusive(data):
            if _is_last_user(users) and cluster is not None:
                cluster.stop()
        os.close(users)


@contextmanager
def _exclusive(data: Path) -> Iterator[None]:
    """Keeps other processes from starting or stopping the server during the block (flock)."""
    with open(data / "postgres.lock", "a", opener=_private) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _is_last_user(users: int) -> bool:
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
