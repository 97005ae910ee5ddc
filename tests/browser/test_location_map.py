"""The map of the location page, and what the panel says of a place."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import Visit
from tests.browser.server import Person, Server
from tests.browser.test_keeping_todos import row
from tests.browser.test_locations import add
from umbra.runtime import frontend
from umbra.runtime.prepare import silent
from umbra.web.middleware import content_policy

TILE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
"""A PNG of one pixel."""


def world(page: Page) -> Locator:
    return page.get_by_role("region", name="Map", exact=True)


def painted(page: Page, count: int) -> None:
    expect(world(page)).to_have_attribute("data-painted", str(count))


def bearings(server: Server, person: Person) -> None:
    add(server, person, "Karlstad", category="Shop", latitude=59.38, longitude=13.5)
    add(server, person, "Berlin", latitude=52.52, longitude=13.405)
    add(server, person, "Somewhere")


def test_the_map_has_the_filtered_places_follows_changes_and_opens_a_place(
    server: Server, visit: Visit, alice: Person
) -> None:
    bearings(server, alice)
    page = visit("/locations", alice)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.get_by_role("radio", name="Map").check()
    expect(page).to_have_url(f"{server.url}/locations?view=map")
    painted(page, 2)
    status = page.get_by_text("2 locations on the map, 1 location has no coordinates")
    expect(status).to_be_visible()
    page.get_by_label("Category", exact=True).select_option("Shop")
    painted(page, 1)
    add(server, alice, "Oslo", category="Shop", latitude=59.91, longitude=10.75)
    painted(page, 2)
    page.get_by_label("Search locations").fill("karl")
    painted(page, 1)
    box = world(page).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    panel = page.get_by_role("dialog", name="Location")
    expect(panel.get_by_label("Name")).to_have_value("Karlstad")
    panel.get_by_label("Coordinates").fill("122.9, 13.5")
    page.keyboard.press("Control+Enter")
    expect(panel.get_by_text("Are the two swapped?")).to_be_visible()
    panel.get_by_label("Coordinates").fill("")
    page.keyboard.press("Control+Enter")
    painted(page, 0)
    assert asked == {urlsplit(server.url).netloc}


@pytest.mark.parametrize("dark", [False, True])
def test_the_map_is_used_by_keyboard_and_on_a_phone(
    server: Server, visit: Visit, alice: Person, dark: bool
) -> None:
    bearings(server, alice)
    page = visit("/locations?view=map", alice, dark=dark, phone=dark)
    painted(page, 2)
    zoom = page.get_by_role("button", name="Zoom out")
    if dark:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        box = zoom.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    page.get_by_role("group", name="Map: arrow keys move it").focus()
    for _ in range(12):
        page.keyboard.press("-")
    expect(zoom).to_have_attribute("aria-disabled", "true")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.keyboard.press("j")
    expect(row(page, "Berlin")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Location").get_by_label("Name")).to_have_value("Berlin")


def test_the_panel_shows_what_happens_there_who_lives_there_and_what_is_nearby(
    server: Server, visit: Visit, alice: Person
) -> None:
    home = add(server, alice, "Home", latitude=59.38, longitude=13.5)
    cafe = add(server, alice, "Café", latitude=59.39, longitude=13.5)

    def make(path: str, **fields: object) -> str:
        body = {"location_id": home["id"], **fields}
        return server.call("POST", f"/api/{path}", body, alice).json()["id"]

    event = make("events", title="Party", start="2030-05-01", end="2030-05-02")
    page = visit(f"/locations?open={home['id']}", alice)
    panel = page.get_by_role("dialog", name="Location")
    happens = panel.get_by_role("button", name="What happens here")
    expect(happens).to_have_attribute("aria-expanded", "false")
    happens.click()
    expect(panel.get_by_role("link", name="Party")).to_have_attribute(
        "href", f"/calendar?open={event}"
    )
    expect(panel.get_by_text("1 May 2030")).to_be_visible()
    panel.get_by_role("button", name="To do here").click()
    expect(panel.get_by_text("No open todo is at this location.")).to_be_visible()
    make("todos", title="Paint the fence")
    expect(panel.get_by_role("link", name="Paint the fence")).to_be_visible()
    panel.get_by_role("button", name="Nearby").click()
    expect(panel.get_by_text("1.1 km")).to_be_visible()
    panel.get_by_role("link", name="Café").click()
    expect(panel.get_by_label("Name")).to_have_value("Café")
    expect(page).to_have_url(f"{server.url}/locations?open={cafe['id']}")


def test_the_tile_server_that_the_administrator_names_is_asked(browser: Browser) -> None:
    """The built script of the map, in a page with the headers that the server would send."""
    frontend.build_pages(silent)
    client = frontend.BUILD / "client"
    [world_script] = [one.name for one in client.glob("assets/world-*.js")]
    script = f"""
        import {{ createWorld }} from "/assets/{world_script}";
        const none = () => {{}};
        const tiles = "https://tiles.example.org/{{z}}/{{x}}/{{y}}.png";
        createWorld(document.body, {{ tiles, onOpen: none, onView: none, onTiles: (answered) => {{
            document.documentElement.dataset.tiles = answered;
        }} }});
    """
    html = '<!doctype html><body><script type="module" src="/test.js"></script>'

    def asked_by_page(tile_origin: str | None, *, answered: bool) -> list[str | None]:
        """The referrers of the tiles that a page asks for under the policy with that origin."""
        referrers: list[str | None] = []

        def serve(route: Route) -> None:
            url = urlsplit(route.request.url)
            if url.netloc == "tiles.example.org":
                referrers.append(route.request.header_value("referer"))
                route.fulfill(body=TILE, content_type="image/png")
            elif url.path == "/":
                policy = content_policy([], tile_origin)
                headers = {"Content-Security-Policy": policy, "Referrer-Policy": "same-origin"}
                route.fulfill(body=html, content_type="text/html", headers=headers)
            elif url.path == "/test.js":
                route.fulfill(body=script, content_type="text/javascript")
            else:
                route.fulfill(path=client / url.path.strip("/"))

        context = browser.new_context()
        context.route("**", serve)
        page = context.new_page()
        page.goto("https://umbra.example.org/")
        shown = "true" if answered else "false"
        expect(page.locator(f"html[data-tiles={shown}]")).to_be_attached()
        context.close()
        return referrers

    referrers = asked_by_page("https://tiles.example.org", answered=True)
    assert set(referrers) == {"https://umbra.example.org/"}
    assert asked_by_page(None, answered=False) == [], "without its origin in the policy"
