"""The documents say what is true: what they name exists, and what exists is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text())
    missing = [link for link in links if not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_exist(document: Path) -> None:
    named = re.findall(
        r"`((?:umbra|tests|assets|alembic|docs|benchmarks)/[\w./-]+)`", document.read_text()
    )
    missing = [name for name in named if not (ROOT / name).exists()]
    assert missing == []


def test_the_steps_to_add_a_feature_name_each_of_its_files() -> None:
    steps = (ROOT / "CONTRIBUTING.md").read_text()
    for name in ("models.py", "rules.py", "service.py", "api.py", "state/", "page/"):
        assert f"umbra/todos/{name}" in steps


def test_every_floor_of_the_house_is_described() -> None:
    architecture = (ROOT / "docs" / "architecture.md").read_text()
    packages = {path.parent.name for path in (ROOT / "umbra").glob("*/__init__.py")}
    undescribed = {name for name in packages if f"umbra/{name}/" not in architecture}
    assert undescribed == set()
