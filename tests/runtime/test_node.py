"""Node.js and npm always run in the same environment, whichever part of UMBRA starts them."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from umbra.runtime.migrations import ROOT
from umbra.runtime.node import node_environment

STARTS_NODE = re.compile(r"(npm|npx|node)( .*)?")


def test_node_trusts_the_systems_certificates_unless_the_user_decided_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NODE_USE_SYSTEM_CA", raising=False)
    assert node_environment()["NODE_USE_SYSTEM_CA"] == "1"
    monkeypatch.setenv("NODE_USE_SYSTEM_CA", "0")
    assert node_environment()["NODE_USE_SYSTEM_CA"] == "0"


def test_the_node_beside_the_interpreter_is_the_first_on_the_path() -> None:
    folder, _, _ = node_environment()["PATH"].partition(os.pathsep)
    assert Path(folder) == Path(sys.executable).parent


def test_reflex_gets_the_node_environment_with_its_configuration() -> None:
    code = "import json, os, rxconfig; print(json.dumps(dict(os.environ)))"
    bare = {name: value for name, value in os.environ.items() if name != "NODE_USE_SYSTEM_CA"}
    printed = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, env=bare, text=True)
    environment = json.loads(printed.splitlines()[-1])
    assert environment["NODE_USE_SYSTEM_CA"] == "1"
    assert environment["PATH"] == node_environment()["PATH"]


@pytest.mark.parametrize("package", ["umbra", "benchmarks", "tests"])
def test_everything_that_starts_node_or_npm_uses_the_node_environment(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        source = path.read_text()
        commands = {
            node.elts[0].value
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.List) and node.elts and isinstance(node.elts[0], ast.Constant)
        }
        if any(isinstance(one, str) and STARTS_NODE.fullmatch(one) for one in commands):
            assert "env=node_environment()" in source, path


def test_make_passes_the_node_environment_on() -> None:
    # MAKEFLAGS and MAKELEVEL are set when make itself runs these tests.
    own = {"NODE_USE_SYSTEM_CA", "MAKEFLAGS", "MAKELEVEL"}
    bare = {name: value for name, value in os.environ.items() if name not in own}
    shown = subprocess.check_output(
        ["make", "--eval", "show:\n\t@echo $$NODE_USE_SYSTEM_CA", "show"],
        cwd=ROOT,
        env=bare,
        text=True,
    )
    assert shown == "1\n"
