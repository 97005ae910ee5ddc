"""A private PostgreSQL in the data folder, for whoever names no `DATABASE_URL`.

Several processes share one server: each holds a shared lock on `postgres.users` while it
works, the last to leave stops it. A killed process leaves no lock behind, so nobody has to
tidy up after it. Connections go by a unix socket in a folder only the server's user may
enter, and want a password (SCRAM-SHA-256) that only the data folder's owner may read.
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
"""A socket's whole path fits 103 bytes on the strictest system; `.s.PGSQL.5432` takes 14."""

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
_ACCESS = "# Written by UMBRA: by socket and password only.\nlocal all all scram-sha-256\n"
_START_SECONDS = 60
_SOCKETS_PREFIX = "umbra-sockets-"
_STILL_ENDING = "still in use"
_SOCKET_LOCK = ".s.PGSQL.5432.lock"


@dataclass(frozen=True, slots=True)
class Cluster:
    """One embedded PostgreSQL: `data` is the house's data folder, `place` where it lives."""

    data: Path
    place: PostgresHome
    options: Mapping[str, str]

    @property
    def folder(self) -> Path:
        return self.place.home / "cluster"

    @property
    def log(self) -> Path:
        return self.place.home / "server.log"

    def url(self, database: str = DATABASE) -> str:
        """The address of the running server, for SQLAlchemy with psycopg."""
        password = quote((self.data / PASSWORD_FILE).read_text().strip(), safe="")
        folder = quote(str(self.socket_folder()), safe="/")
        return f"postgresql+psycopg://{ROLE}:{password}@/{database}?host={folder}"

    def socket_folder(self) -> Path:
        """Where the running server listens."""
        return Path(self._postmaster_lines()[4])

    def postmaster(self) -> psutil.Process | None:
        """The running server's process, if it runs."""
        try:
            pid = int(self._postmaster_lines()[0])
            process = psutil.Process(pid)
            ours = process.name() == "postgres" and Path(process.cwd()) == self.folder.resolve()
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return process if ours else None

    def ensure_running(self) -> None:
        """Makes the cluster where there is none and starts it where it is not running."""
        if not self.folder.exists():
            self._create()
        if self.postmaster() is None:
            self._start()

    def stop(self) -> None:
        """Ends every connection and the server, with everything safely on disk."""
        if self.postmaster() is not None:
            sockets = self.socket_folder()
            arguments = ["-D", str(self.folder), "-m", "fast", "-w", "-t", str(_START_SECONDS)]
            self.place.run("pg_ctl", "stop", *arguments)
            self._tidy_away(sockets)

    def _create(self) -> None:
        """Builds the cluster beside its place and moves it there when it is whole."""
        unfinished, unused = self.place.home / "cluster.new", self.place.home / "unused"
        self.place.run_shell("rm", "-rf", str(unfinished))
        self.place.write(unused, secrets.token_urlsafe(32) + "\n")
        self.place.run(
            "initdb",
            *("--pgdata", str(unfinished), "--username", "postgres", "--encoding", "UTF8"),
            *("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *("--data-checksums", "--auth", "scram-sha-256", "--pwfile", str(unused)),
            *(("--no-sync",) if self.options.get("fsync") == "off" else ()),
        )
        self.place.run_shell("rm", str(unused))
        self.place.write(unfinished / "pg_hba.conf", _ACCESS)
        password = secrets.token_urlsafe(32)
        self._alone(
            unfinished,
            f"CREATE ROLE {ROLE} LOGIN CREATEROLE CREATEDB PASSWORD '{password}'",
            f"CREATE DATABASE {DATABASE} OWNER {ROLE}",
        )
        private_file(self.data / PASSWORD_FILE, password)
        unfinished.rename(self.folder)

    def _alone(self, folder: Path, *statements: str) -> None:
        """Runs statements on a server that serves nobody else: no password is asked."""
        self.place.run(
            "postgres",
            *("--single", "-D", str(folder), "-c", "exit_on_error=on", "postgres"),
            given="".join(f"{statement}\n" for statement in statements),
        )

    def _start(self) -> None:
        self._forget_a_strangers_pid()
        settings = {**_SETTINGS, "unix_socket_directories": str(self._new_socket_folder())}
        settings |= self.options
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        arguments = ["-D", str(self.folder), "-l", str(self.log), "-w", "-t", str(_START_SECONDS)]
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.place.run("pg_ctl", "start", *arguments, "-o", shlex.join(options))
                return
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline or _STILL_ENDING not in self._last_words():
                    raise StartError(
                        f"The database did not start. It said:\n{self._last_words()}"
                    ) from None
                time.sleep(0.2)  # until the server before it has ended; nothing tells of that

    def _forget_a_strangers_pid(self) -> None:
        """After a crash the noted process id may by now be another program's, or a zombie's.

        PostgreSQL notes it twice, in its folder and beside its socket, and starts with neither
        while such a process is there.
        """
        try:
            lines = self._postmaster_lines()
            self._tidy_away(Path(lines[4]))
            if psutil.pid_exists(int(lines[0])):
                (self.folder / "postmaster.pid").unlink()
                (Path(lines[4]) / _SOCKET_LOCK).unlink(missing_ok=True)
        except (OSError, ValueError, IndexError):
            return

    def _postmaster_lines(self) -> list[str]:
        return (self.folder / "postmaster.pid").read_text().splitlines()

    def _new_socket_folder(self) -> Path:
        """A folder of mode 0700 with a path short enough for a socket."""
        folder = self.place.home / "socket"
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
            base = os.environ.get("XDG_RUNTIME_DIR") if self.place.account is None else None
            base = base or "/tmp"  # noqa: S108  (short; the folder in it is new and ours alone)
            folder = Path(tempfile.mkdtemp(prefix=_SOCKETS_PREFIX, dir=base))
        private_folder(folder, self.place.account)
        return folder

    def _tidy_away(self, sockets: Path) -> None:
        """Removes a socket folder that was made for one start, outside of our own."""
        if sockets != self.place.home / "socket" and sockets.name.startswith(_SOCKETS_PREFIX):
            shutil.rmtree(sockets, ignore_errors=True)

    def _last_words(self) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])
        except OSError:
            return "(nothing)"


@contextmanager
def running(data: Path, options: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """The data folder's PostgreSQL, joined if it runs, else started; stopped by the last user.

    Raises StartError with a sentence when it cannot run here.
    """
    private_folder(data, None)
    users = os.open(data / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
    cluster = None
    try:
        with _alone_with(data):
            fcntl.flock(users, fcntl.LOCK_SH)
            cluster = Cluster(data, find_postgres_home(data), options or {})
            cluster.ensure_running()
        yield cluster
    finally:
        with _alone_with(data):
            if _last_one(users) and cluster is not None:
                cluster.stop()
        os.close(users)


@contextmanager
def _alone_with(data: Path) -> Iterator[None]:
    """Nobody else starts or stops the server meanwhile."""
    with open(data / "postgres.lock", "a", opener=_private) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _last_one(users: int) -> bool:
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
