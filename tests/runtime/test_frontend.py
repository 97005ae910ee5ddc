"""The pages are built only when their sources have changed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from umbra.runtime import frontend
from umbra.runtime.postgres_home import StartError
from umbra.runtime.prepare import silent

CHUNK = (
    "var e={PING:`http://localhost:8000/ping`,EVENT:`ws://localhost:8000/_event`};export{e as t};"
)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout whose pages are built by writing one line."""
    (tmp_path / "umbra").mkdir()
    (tmp_path / "umbra" / "page.py").write_text("page")
    (tmp_path / "rxconfig.py").write_text("config")
    (tmp_path / "reflex.lock").mkdir()
    (tmp_path / "reflex.lock" / "package.json").write_text('{"a": "1", "b": "2"}')
    build = tmp_path / ".web" / "build"
    monkeypatch.setattr(frontend, "ROOT", tmp_path)
    monkeypatch.setattr(frontend, "BUILD", build)
    monkeypatch.setattr(frontend, "FINGERPRINT_FILE", build / "umbra-fingerprint")
    monkeypatch.setattr(frontend, "PINNED_PACKAGES", tmp_path / "reflex.lock" / "package.json")
    monkeypatch.setattr(frontend, "_export", lambda: export(tmp_path))
    return tmp_path


def export(checkout: Path) -> None:
    """Writes what Reflex does: a script with the server's address, and reordered package pins."""
    assets = checkout / ".web" / "build" / "client" / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    (assets / "reflex-env-12345678.js").write_text(CHUNK)
    pins = json.loads((checkout / "reflex.lock" / "package.json").read_text())
    (checkout / "reflex.lock" / "package.json").write_text(json.dumps(dict(reversed(pins.items()))))
    with (checkout / "builds").open("a") as file:
        file.write("built\n")


def builds(checkout: Path) -> int:
    return len((checkout / "builds").read_text().splitlines())


def test_the_pages_are_built_once(checkout: Path) -> None:
    assert not frontend.is_built()
    frontend.build_pages(silent)
    frontend.build_pages(silent)
    assert builds(checkout) == 1


@pytest.mark.parametrize(
    "changed", ["umbra/page.py", "umbra/new.jsx", "assets/styles/new.css", "rxconfig.py"]
)
def test_the_pages_are_built_again_after_a_change(changed: str, checkout: Path) -> None:
    frontend.build_pages(silent)
    (checkout / changed).parent.mkdir(parents=True, exist_ok=True)
    (checkout / changed).write_text("something else")
    frontend.build_pages(silent)
    assert builds(checkout) == 2


def test_compiled_python_files_are_not_a_change(checkout: Path) -> None:
    frontend.build_pages(silent)
    (checkout / "umbra" / "__pycache__").mkdir()
    (checkout / "umbra" / "__pycache__" / "page.pyc").write_text("compiled")
    frontend.build_pages(silent)
    assert builds(checkout) == 1


def test_the_built_page_connects_to_the_origin_it_was_loaded_from(checkout: Path) -> None:
    frontend.build_pages(silent)
    chunk = checkout / ".web" / "build" / "client" / "assets" / "reflex-env-12345678.js"
    wanted = (
        "var e={PING:`${location.origin}/ping`,"
        'EVENT:`${location.origin.replace("http","ws")}/_event`};export{e as t};'
    )
    assert chunk.read_text() == wanted
    assert gzip.decompress((chunk.parent / (chunk.name + ".gz")).read_bytes()).decode() == wanted


def test_reordered_package_pins_leave_the_work_tree_clean(checkout: Path) -> None:
    before = (checkout / "reflex.lock" / "package.json").read_text()
    frontend.build_pages(silent)
    assert (checkout / "reflex.lock" / "package.json").read_text() == before


def test_a_failed_build_is_reported_and_not_used(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise StartError("The pages could not be built.")

    monkeypatch.setattr(frontend, "_export", fail)
    with pytest.raises(StartError, match="could not be built"):
        frontend.build_pages(silent)
    assert not frontend.is_built()
