"""Runs functions of the interface's scripts by Node.js, as the pages import them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from umbra.runtime.node import node_environment

ROOT = Path(__file__).parents[2]
_IMPORT = re.compile(r'"\$/public/external/(umbra/[\w/]+)/\w+/([\w.]+)"')
"""An import of a script by its address in the built pages: folder, Python module, file."""


def run(folder: Path, script: str, expression: str, *arguments: Any) -> Any:
    """The value of a JavaScript `expression`, in which `script` is all that the script exports.

    `script` is a path like "umbra/calendar/dates.js"; the scripts that it imports are copied to
    `folder` with it. `arguments` are JSON values, in the expression `given`.
    """
    _copy(folder, ROOT / script)
    source = (
        f'import * as script from "./{Path(script).name}";\n'
        f"const given = {json.dumps(arguments)};\n"
        f"console.log(JSON.stringify({expression}));\n"
    )
    finished = subprocess.run(
        ["node", "--input-type=module", "--eval", source],
        cwd=folder,
        env=node_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def _copy(folder: Path, path: Path) -> None:
    source = path.read_text()
    (folder / path.name).write_text(_IMPORT.sub(r'"./\2"', source))
    for package, name in _IMPORT.findall(source):
        _copy(folder, ROOT / package / name)
