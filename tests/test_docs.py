"""The documents are true: what they name exists, and what exists is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from umbra.kinds import KINDS

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
ARCHITECTURE = ROOT / "docs" / "architecture.md"

FILE = r"(?:umbra|tests|assets|alembic|docs|benchmarks)/[\w./-]+"
TERMS = (
    "rate limit",
    "advisory lock",
    "semi-join",
    "row-level security",
    "session fixation",
    "CSRF",
    "optimistic locking",
    "keyset pagination",
    "LISTEN/NOTIFY",
    "idempotency key",
)
"""What a newcomer searches for: the glossary names the place in the source of each."""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_in_documents_exist(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text())
    missing = [link for link in links if not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_exist(document: Path) -> None:
    named = re.findall(rf"`({FILE})(?:::[\w.]+)?`", document.read_text())
    missing = [name for name in named if not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_functions_and_classes_that_are_named_are_defined_in_their_file(document: Path) -> None:
    named = re.findall(rf"`((?!tests/){FILE})::([\w.]+)`", document.read_text())
    missing = [f"{file}::{name}" for file, name in named if not _defines(ROOT / file, name)]
    assert missing == []


def test_each_walk_through_the_code_names_its_stops() -> None:
    walks = re.findall(r"^## Walk: .+?(?=^## )", ARCHITECTURE.read_text(), re.M | re.S)
    assert len(walks) == 2
    for walk in walks:
        stops = re.findall(r"^\d+\. .+", walk, re.M)
        assert len(stops) > 5
        assert [stop for stop in stops if not re.search(r"`(?:umbra|alembic)/", stop)] == []


def test_the_glossary_is_short_and_leads_from_each_term_to_its_source() -> None:
    glossary = ARCHITECTURE.read_text().split("## Glossary")[1].split("## ")[0]
    rows = re.findall(r"^\| (?!term |-)(.+) \|$", glossary, re.M)
    assert 0 < len(rows) <= 15
    assert [row for row in rows if not re.search(rf"`{FILE}", row)] == []
    assert [term for term in TERMS if not any(term in row for row in rows)] == []


def test_each_term_of_the_glossary_is_in_the_source_it_names() -> None:
    glossary = ARCHITECTURE.read_text().split("## Glossary")[1].split("## ")[0]
    for term in TERMS:
        row = next(line for line in glossary.splitlines() if line.startswith("|") and term in line)
        file = re.findall(rf"`({FILE})", row)[0]
        assert term.casefold() in (ROOT / file).read_text().casefold(), f"{term}: {file}"


def test_the_steps_to_add_a_kind_name_each_of_its_files_and_each_list_that_names_it() -> None:
    steps = (ROOT / "CONTRIBUTING.md").read_text()
    of_the_example = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "umbra" / "locations").glob("*.py")
        if path.name != "__init__.py"
    }
    folders = ("umbra", "tests", "alembic/versions")
    of_kinds = {kind.plural for kind in KINDS}
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    naming_it = {
        path.relative_to(ROOT).as_posix()
        for path in (*files, ROOT / "pyproject.toml", ROOT / "docs" / "api.md", ARCHITECTURE)
        if re.search(r"umbra[./]locations|/locations\b|\"locations\"", path.read_text())
        if of_kinds.isdisjoint(path.parts) and path.name != Path(__file__).name
    }
    assert {name for name in of_the_example | naming_it if name not in steps} == set()


def test_every_package_is_described() -> None:
    architecture = ARCHITECTURE.read_text()
    packages = {
        path.parent.relative_to(ROOT).as_posix()
        for pattern in ("*/__init__.py", "accounts/*/__init__.py")
        for path in (ROOT / "umbra").glob(pattern)
    }
    assert {name for name in packages if f"`{name}/`" not in architecture} == set()


def _defines(file: Path, name: str) -> bool:
    """Whether a Python, JavaScript or SQL source defines each part of a dotted name."""
    source = file.read_text()
    return all(
        re.search(
            rf"^\s*(?:(?:export |async )*(?:def|class|function|const)|CREATE FUNCTION) {part}\b"
            rf"|^{part}\b.* = ",
            source,
            re.M,
        )
        for part in name.split(".")
    )
