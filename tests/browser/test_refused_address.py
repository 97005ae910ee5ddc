"""UMBRA opened at an unknown address (origin) reports it on the page and in the log."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server


@pytest.mark.parametrize("path", ["/lock", "/todos"])
def test_a_page_at_an_unknown_address_names_the_setting_to_change(
    path: str, server: Server, visit: Visit, alice: Person
) -> None:
    page = visit("/lock")
    unknown = server.url.replace("127.0.0.1", "umbra.localhost")
    page.goto(unknown + path)
    status = page.get_by_role("status").filter(has_text="UMBRA_PUBLIC_URL")
    expect(status).to_contain_text(f"UMBRA does not accept this address: {unknown}.")
    lines = [line for line in server.log.read_text().splitlines() if "umbra.localhost" in line]
    assert len(lines) == 1
    assert unknown in lines[0]
    assert "UMBRA_PUBLIC_URL" in lines[0]
