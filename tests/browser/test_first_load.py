"""A browser fetches on a first load the files that the budgets of page weight count."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import TIMEOUT, Visit
from tests.browser.server import Person, Server
from tests.runtime.built_pages import Pages
from umbra.runtime import frontend

PAGES = Pages(frontend.BUILD / "client", frontend.BUILD / "chunks.json")


@pytest.mark.parametrize("path", ["/", "/todos", "/settings", "/security", "/admin/accounts"])
def test_a_signed_in_page_fetches_only_what_its_budget_counts(
    path: str, alice: Person, visit: Visit
) -> None:
    assert _fetched_beside(path, visit, alice) == set()


def test_the_lock_screen_fetches_only_what_its_budget_counts(server: Server, visit: Visit) -> None:
    server.set_up()
    assert _fetched_beside("/lock", visit, None) == set()


def _fetched_beside(path: str, visit: Visit, person: Person | None) -> set[str]:
    """The files that a first load of `path` fetches and the count of its weight leaves out."""
    page = visit(path, person)
    page.wait_for_load_state("networkidle", timeout=TIMEOUT)
    addresses = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    fetched = {urlsplit(address).path for address in addresses}
    files = {path for path in fetched if "." in path.rpartition("/")[2] and "/api/" not in path}
    assert any(path.startswith("/assets/library-") for path in files)
    return files - PAGES.first_load(path).keys()
