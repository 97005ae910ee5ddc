"""The strength meter of a new password, which rates it in the browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import SETUP_CODE, Person, Server

CANARY = "canary lantern orchard"


def _expect_rating(page: Page, rating: str) -> None:
    """The meter shows this rating, and announces it to screen readers."""
    expect(page.locator(".strength__words")).to_have_text(rating)
    expect(page.locator(".strength output")).to_have_text(rating)


def test_the_meter_shows_the_strength_of_a_password_and_one_hint(visit: Visit):
    page = visit(f"/lock#setup={SETUP_CODE}")
    page.get_by_label("User name").fill("marigold")
    password = page.get_by_label("Password", exact=True)
    meter = page.locator(".strength__meter")
    expect(page.get_by_text("12 characters or more. A few words work well.")).to_be_visible()
    for typed, rating, level in (
        ("lantern", "Too short. 5 more characters.", "1"),
        ("password1234", "Weak. Add another word or two.", "1"),
        ("marigold1234", "Weak. Don't use your name.", "1"),
        ("abcdefghijklmn", "Weak. Avoid sequences.", "1"),
        (CANARY, "Strong.", "4"),
    ):
        password.fill(typed)
        expect(page.locator(".strength__words")).to_have_text(rating)
        expect(meter).to_have_attribute("data-level", level)
    _expect_rating(page, "Strong.")
    password.fill("")
    expect(page.locator(".strength__words")).to_be_empty()


def test_the_word_lists_load_at_the_first_key_and_nothing_typed_is_sent(visit: Visit):
    page = visit(f"/lock#setup={SETUP_CODE}")
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda f: sent.append(str(f))))
    page.reload()
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    password = page.get_by_label("Password", exact=True)
    expect(password).to_be_visible()
    assert not any("strength_worker" in line for line in sent)
    with page.expect_response("**/assets/strength_worker-*.js") as loading:
        password.press_sequentially(CANARY)
    assert "default-src 'none'" in loading.value.headers["content-security-policy"]
    _expect_rating(page, "Strong.")
    assert not any(CANARY in line for line in sent)


def test_signing_in_loads_no_word_lists(visit: Visit, alice: Person):
    page = visit("/lock")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.reload()
    page.get_by_label("User name").fill(alice.username)
    page.get_by_label("Password", exact=True).press_sequentially(alice.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".shell")).to_be_visible()
    assert loaded
    assert not any("strength_worker" in url for url in loaded)


def test_the_hint_shows_the_minimum_length_of_the_policy(
    server: Server, visit: Visit, alice: Person
):
    server.call("PUT", "/api/admin/policy", {"password_min_length": 16}, alice)
    server.sql("UPDATE accounts SET password_change_pending = true")
    page = visit("/lock")
    page.get_by_label("User name").fill(alice.username)
    page.get_by_label("Password", exact=True).fill(alice.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("16 characters or more. A few words work well.")).to_be_visible()
    page.get_by_label("New password").fill("seven blue her")
    expect(page.locator(".strength__words")).to_have_text("Too short. 2 more characters.")
