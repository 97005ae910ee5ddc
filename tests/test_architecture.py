"""Rules of the architecture that no linter checks, and the import contracts of pyproject.toml."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from umbra.runtime.migrations import ROOT

PACKAGE = ROOT / "umbra"
DISTRIBUTIONS = {
    "PIL": "pillow",
    "dateutil": "python-dateutil",
    "markdown_it": "markdown-it-py",
    "reflex_base": "reflex",
    "reflex_components_core": "reflex",
    "socketio": "python-socketio",
    "starlette": "fastapi",
}
"""Modules whose distribution has another name, or is a dependency of a pinned one."""


def committed(*patterns: str) -> Iterator[Path]:
    listed = subprocess.check_output(["git", "ls-files", *patterns], cwd=ROOT, text=True)
    for name in listed.splitlines():
        if (ROOT / name).is_file():
            yield ROOT / name


SLOW = {"PIL", "icalendar", "qrcode"}
"""Packages that take long to import, of which qrcode imports PIL."""


def imports_of(path: Path) -> set[str]:
    """The top-level modules that a file imports, at any place in it."""
    return modules_in(ast.walk(ast.parse(path.read_text())))


def modules_in(nodes: Iterable[ast.AST]) -> set[str]:
    """The top-level modules that those of the nodes import that are import statements."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def pins_of(file: str) -> dict[str, str]:
    pins = {}
    for line in (ROOT / file).read_text().splitlines():
        if line and not line.startswith(("#", "-r ")):
            name, _, version = line.partition("==")
            pins[name.partition("[")[0]] = version
    return pins


def test_the_import_contracts_hold() -> None:
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout


def test_every_package_is_pinned_to_one_version() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        assert all(pins_of(file).values()), file


def test_slow_packages_are_not_imported_at_the_start() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert not SLOW & modules_in(ast.parse(path.read_text()).body), path


def test_every_imported_package_is_in_the_requirements() -> None:
    pinned = pins_of("requirements.txt")
    for path in [*PACKAGE.rglob("*.py"), ROOT / "rxconfig.py"]:
        for module in imports_of(path) - sys.stdlib_module_names - {"umbra"}:
            name = DISTRIBUTIONS.get(module, module.replace("_", "-"))
            assert name in pinned, f"{path} imports {module}"


def test_the_front_end_is_pinned_without_download_addresses() -> None:
    lock = (ROOT / "reflex.lock" / "package-lock.json").read_text()
    assert "resolved" not in lock
    packages = json.loads(lock)["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_no_orm_relationship_is_used() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert "Relationship(" not in path.read_text(), path


def test_the_migrations_folder_does_not_hide_alembic() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()


@pytest.mark.parametrize("forbidden", [r"registry\.npmjs", r"npmmirror", r"pypi\.org/simple"])
def test_no_committed_file_names_a_registry(forbidden: str) -> None:
    for path in committed():
        if path != Path(__file__).resolve() and path.suffix not in {".png", ".woff2", ".gz"}:
            assert not re.search(forbidden, path.read_text(errors="replace")), path


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_file_named_in_a_document_exists(document: str) -> None:
    text = (ROOT / document).read_text()
    for name in re.findall(r"[`(]((?:umbra|tests|alembic|docs|assets|benchmarks)/[\w./-]+)", text):
        assert (ROOT / name.rstrip(".")).exists(), name
