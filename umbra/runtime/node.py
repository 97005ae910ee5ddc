"""The environment of every Node.js and npm process that UMBRA starts."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def node_environment() -> dict[str, str]:
    """This process's environment, with what Node.js and npm need.

    Both are installed as a Python wheel beside this interpreter, so its folder is the first on
    PATH. Node.js also trusts the system's certificates (`NODE_USE_SYSTEM_CA`), which a proxy that
    inspects TLS needs, unless the user set that variable.
    """
    interpreter_folder = str(Path(sys.executable).parent)
    search_path = os.pathsep.join([interpreter_folder, os.environ.get("PATH", os.defpath)])
    return {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": search_path}
