"""The environment of every Node.js and npm process that UMBRA starts."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def node_environment() -> dict[str, str]:
    """This process's environment, completed for Node.js and npm.

    Both come as a Python wheel beside this interpreter, so its folder stands first on PATH.
    Node.js trusts the system's certificates too, as behind a proxy that inspects TLS
    (`NODE_USE_SYSTEM_CA`), unless the user set that variable.
    """
    beside = str(Path(sys.executable).parent)
    search_path = os.pathsep.join([beside, os.environ.get("PATH", os.defpath)])
    return {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": search_path}
