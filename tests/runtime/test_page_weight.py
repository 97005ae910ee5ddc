"""A page's first load stays within its budget and holds nothing that only other pages need.

The files of the production build are counted as they are served: compressed by Brotli. The
figures of `make bench` are higher by the heads of HTTP and the frames of the websocket.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runtime.built_pages import KB, Pages, excess
from umbra.runtime import frontend, scripts
from umbra.runtime.prepare import silent

BUDGETS = {
    "/lock": 205,
    "/": 225,
    "/todos": 225,
    "/reminders": 220,
    "/people": 230,
    "/locations": 230,
    "/projects": 235,
    "/tasks": 275,
    "/trash": 225,
    "/calendar": 330,
}
"""KB of 1,000 bytes by page."""

MAP = 300
"""The budget of the location page with its map, in KB."""

OTHER_PAGES = 210
"""The budget of settings, security and admin pages, in KB."""

PACKAGES: dict[str, set[str]] = {
    "/calendar": {
        "@fullcalendar/react",
        "@full-ui/headless-calendar",
        "@fullcalendar/core",
        "temporal-polyfill",
        "temporal-utils",
    },
    "/tasks": {"@dnd-kit/accessibility", "@dnd-kit/core", "@dnd-kit/utilities"},
}
"""The npm packages, besides `scripts.LIBRARY`, that a page's first load may hold."""


@pytest.fixture(scope="module")
def pages() -> Pages:
    frontend.build_pages(silent)
    return Pages(frontend.BUILD / "client", frontend.BUILD / "chunks.json")


def test_every_page_with_a_budget_is_built(pages: Pages) -> None:
    assert set(BUDGETS) - set(pages.routes()) == set()


def test_the_gallery_is_not_built_for_users(pages: Pages) -> None:
    assert "/gallery" not in pages.routes()
    assert "gallery" not in pages.record.read_text(), "a page loads a script of the gallery"


def test_the_first_load_of_every_page_is_within_its_budget(pages: Pages) -> None:
    excesses = [pages.excess(route, BUDGETS.get(route, OTHER_PAGES)) for route in pages.routes()]
    assert not any(excesses), "\n".join(filter(None, excesses))


def test_the_map_of_locations_is_within_its_budget(pages: Pages) -> None:
    files = pages.with_lazy("/locations", "/umbra/locations/map/component/world.js")
    assert excess("The location page with its map", files, MAP) == ""
    assert len(files) > len(pages.first_load("/locations"))


def test_no_page_loads_a_script_that_only_other_pages_need(pages: Pages) -> None:
    complaints = [
        f"{route} loads {module}, which it does not import."
        for route in pages.routes()
        for module in pages.not_needed(route)
    ]
    assert not complaints, "\n".join(complaints)


def test_the_first_load_holds_no_package_but_the_listed_ones(pages: Pages) -> None:
    complaints = [
        f"The first load of {route} holds {package}: load it by import(), or list it here."
        for route in pages.routes()
        for package in sorted(
            pages.packages(route) - set(scripts.LIBRARY) - PACKAGES.get(route, set())
        )
    ]
    assert not complaints, "\n".join(complaints)


def test_every_listed_package_and_script_is_in_the_first_load_of_a_page(pages: Pages) -> None:
    listed = {*scripts.LIBRARY, *scripts.FRAME, *scripts.LOCK, *scripts.SHELL, *scripts.LIST}
    record = pages.record.read_text()
    assert [path for path in sorted(listed) if f"/{path}" not in record] == []


@pytest.fixture
def made_up(tmp_path: Path) -> Pages:
    """A build of one page: its script imports a shared one, which imports a heavy one."""
    folder = tmp_path / "client"
    (folder / "books").mkdir(parents=True)
    (folder / "assets").mkdir()
    (folder / "books" / "index.html").write_text(
        '<link rel="modulepreload" href="/assets/books.js"/><link href="/assets/books.css"/>'
        '<script type="module">import("/assets/entry.js");</script>'
    )
    (folder / "assets" / "books.css").write_bytes(b"x" * 300)
    (folder / "assets" / "books.css.br").write_bytes(b"x" * 100)
    (folder / "assets" / "entry.js").write_text("")
    (folder / "assets" / "books.js").write_text('import{a}from"./shared.js";import(`./lazy.js`);')
    (folder / "assets" / "shared.js").write_text('import"./heavy.js";')
    (folder / "assets" / "heavy.js").write_bytes(b"x" * 30 * KB)
    (folder / "assets" / "lazy.js").write_bytes(b"x" * 90 * KB)
    return Pages(folder, tmp_path / "chunks.json")


def test_what_a_shared_script_imports_counts_and_what_is_loaded_later_does_not(
    made_up: Pages,
) -> None:
    sizes = made_up.first_load("/books")
    assert sizes.keys() == {
        "/books",
        "/assets/books.js",
        "/assets/books.css",
        "/assets/entry.js",
        "/assets/shared.js",
        "/assets/heavy.js",
    }
    assert sizes["/assets/books.css"] == 100
    assert sizes["/assets/heavy.js"] == 30 * KB


def test_an_excess_names_the_page_the_figure_and_the_biggest_files(made_up: Pages) -> None:
    assert made_up.excess("/books", 31) == ""
    message = made_up.excess("/books", 30)
    assert message.startswith("The first load of /books is 30.3 KB and may be 30 KB.")
    assert "Biggest files: /assets/heavy.js 30.0, " in message
