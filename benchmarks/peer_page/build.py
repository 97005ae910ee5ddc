"""Builds the hand-written page's front end when its sources have changed."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from umbra.runtime.node import node_environment

WEB = Path(__file__).parent / "web"
_BUILT_FROM = WEB / "dist" / ".built-from"
_SOURCES = ("package.json", "package-lock.json", "vite.config.js", "index.html", "src/*")


def ensure_built() -> None:
    """Builds `web/dist` if it is not up to date, which takes seconds.

    npm is the one that is installed as a Python wheel beside this interpreter.
    """
    sources = _digest()
    if _BUILT_FROM.exists() and _BUILT_FROM.read_text() == sources:
        return
    _npm("ci")
    _npm("run", "build")
    _BUILT_FROM.write_text(sources)


def _digest() -> str:
    found = sorted(path for pattern in _SOURCES for path in WEB.glob(pattern))
    digest = hashlib.sha256()
    for path in found:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _npm(*arguments: str) -> None:
    finished = subprocess.run(
        ["npm", *arguments],
        cwd=WEB,
        env=node_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise RuntimeError(f"npm {' '.join(arguments)} failed:\n{finished.stdout}{finished.stderr}")
