"""The pages, built by Reflex when what they are made of has changed."""

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
from umbra.runtime.prepare import Say

BUILD = ROOT / ".web" / "build"
FINGERPRINT_FILE = BUILD / "umbra-fingerprint"
PINS = ROOT / "reflex.lock" / "package.json"
_MADE_OF = ("umbra/**/*", "assets/**/*", "rxconfig.py", "reflex.lock/*", "requirements.txt")
_BUILD_PORT = "8000"
_ENVIRONMENT_CHUNK = "assets/reflex-env-*.js"
_BUILT_ADDRESS = re.compile(rf"`(http|ws)://localhost:{_BUILD_PORT}/")
_OWN_ADDRESS = {"http": "`${location.origin}/", "ws": '`${location.origin.replace("http","ws")}/'}


def build_pages(say: Say) -> None:
    """Builds the production pages unless they are built already. Raises StartError."""
    if is_built():
        return
    with _alone():
        if is_built():
            return
        say("Building the pages. This takes up to a minute, and is done again only after a change.")
        with _same_pins_in_the_same_order():
            _export()
        _ask_where_the_page_came_from()
        FINGERPRINT_FILE.write_text(fingerprint())


def is_built() -> bool:
    """Whether the built pages are those of this very code."""
    try:
        return FINGERPRINT_FILE.read_text() == fingerprint()
    except FileNotFoundError:
        return False


def fingerprint() -> str:
    """A digest of everything the pages are made of."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for pattern in _MADE_OF:
        for path in ROOT.glob(pattern):
            if path.is_file() and "__pycache__" not in path.parts and "external" not in path.parts:
                yield path


@contextmanager
def _same_pins_in_the_same_order() -> Iterator[None]:
    """Reflex writes `package.json` anew in an order of its own; no change is no change."""
    before = PINS.read_bytes()
    yield
    if json.loads(PINS.read_bytes()) == json.loads(before):
        PINS.write_bytes(before)


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
        raise StartError(f"The pages could not be built. Reflex said:\n{finished.stdout}")


def _ask_where_the_page_came_from() -> None:
    """Lets the built page talk to the address it was loaded from.

    Reflex writes host and port into a small script of its own; one build then serves any
    port, and any name the house is reached by.
    """
    chunks = list((BUILD / "client").glob(_ENVIRONMENT_CHUNK))
    if len(chunks) != 1:
        raise StartError("The built pages do not name the server the way they used to.")
    script = _BUILT_ADDRESS.sub(lambda found: _OWN_ADDRESS[found[1]], chunks[0].read_text())
    chunks[0].write_text(script)
    packed = chunks[0].with_name(chunks[0].name + ".gz")
    packed.write_bytes(gzip.compress(script.encode(), mtime=0))
    chunks[0].with_name(chunks[0].name + ".br").unlink(missing_ok=True)  # as it was before


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else builds in this folder meanwhile."""
    with open(ROOT / "rxconfig.py") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
