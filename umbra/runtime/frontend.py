"""The front-end build: Reflex exports the pages again when one of their sources has changed."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from umbra.runtime.migrations import ROOT
from umbra.runtime.postgres_home import StartError
from umbra.runtime.prepare import Report

BUILD = ROOT / ".web" / "build"
FINGERPRINT_FILE = BUILD / "umbra-fingerprint"
PINNED_PACKAGES = ROOT / "reflex.lock" / "package.json"
_SOURCES = ("umbra/**/*", "assets/**/*", "rxconfig.py", "reflex.lock/*", "requirements.txt")
_BUILD_PORT = "8000"
_ENVIRONMENT_CHUNK = "assets/reflex-env-*.js"
_BUILD_ADDRESS = re.compile(rf"`(http|ws)://localhost:{_BUILD_PORT}/")
_PAGE_ORIGIN = {"http": "`${location.origin}/", "ws": '`${location.origin.replace("http","ws")}/'}


def build_pages(report: Report) -> None:
    """Builds the production pages unless they are up to date. Raises StartError on failure."""
    if is_built():
        return
    with _exclusive():
        if is_built():
            return
        report("Building the pages. This takes up to a minute, and only after a change.")
        with _package_file_unchanged():
            _export()
        _use_page_origin()
        FINGERPRINT_FILE.write_text(fingerprint())


def is_built() -> bool:
    """Whether the built pages are up to date with the sources."""
    try:
        return FINGERPRINT_FILE.read_text() == fingerprint()
    except FileNotFoundError:
        return False


def fingerprint() -> str:
    """The SHA-256 of all source files of the pages, in hexadecimal."""
    digest = hashlib.sha256()
    for path in sorted(_source_files()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _source_files() -> Iterator[Path]:
    for pattern in _SOURCES:
        for path in ROOT.glob(pattern):
            if path.is_file() and "__pycache__" not in path.parts and "external" not in path.parts:
                yield path


@contextmanager
def _package_file_unchanged() -> Iterator[None]:
    """Restores `package.json` after Reflex rewrote it with the same content in another order."""
    before = PINNED_PACKAGES.read_bytes()
    yield
    if json.loads(PINNED_PACKAGES.read_bytes()) == json.loads(before):
        PINNED_PACKAGES.write_bytes(before)


def _export() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"],
        cwd=ROOT,
        env={**os.environ, "UMBRA_PORT": _BUILD_PORT, "REFLEX_ENV_MODE": "prod"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise StartError(f"The pages could not be built. Output of Reflex:\n{finished.stdout}")


def _use_page_origin() -> None:
    """Makes the built page connect to the origin it was loaded from.

    Reflex writes host and port into a small script. Replacing them by `location.origin` makes
    one build work at any port and any host name.
    """
    chunks = list((BUILD / "client").glob(_ENVIRONMENT_CHUNK))
    if len(chunks) != 1:
        raise StartError("The built pages name the server in an unknown way. Is Reflex pinned?")
    script = _BUILD_ADDRESS.sub(lambda found: _PAGE_ORIGIN[found[1]], chunks[0].read_text())
    chunks[0].write_text(script)
    packed = chunks[0].with_name(chunks[0].name + ".gz")
    packed.write_bytes(gzip.compress(script.encode(), mtime=0))
    chunks[0].with_name(chunks[0].name + ".br").unlink(missing_ok=True)  # has the old content


@contextmanager
def _exclusive() -> Iterator[None]:
    """Keeps other processes from building in this folder during the block (flock)."""
    with open(ROOT / "rxconfig.py") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
