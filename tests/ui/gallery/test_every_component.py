"""The whole gallery: accessibility and layout in both themes and all widths, error boundary."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.ui.gallery.conftest import Visit

LIGHTS = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])

OPENERS = {
    "#open-dialog": "dialog[open]",
    "#open-confirm": "dialog[open]",
    "#open-panel": "dialog[open]",
    "#open-toasts": ".toasts:popover-open",
}


def _findings(page: Page, within: str = "html") -> list[str]:
    found = Axe().run(page, context=within).response["violations"]
    return [f"{each['id']}: {each['help']} {each['nodes'][0]['html'][:200]}" for each in found]


@LIGHTS
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_axe_finds_nothing(visit: Visit, dark: bool, narrow: bool):
    assert _findings(visit(dark=dark, narrow=narrow)) == []


@LIGHTS
def test_axe_finds_nothing_in_open_overlays(visit: Visit, dark: bool):
    page = visit(dark=dark)
    for opener, opened in OPENERS.items():
        page.locator(opener).click()
        expect(page.locator(opened)).to_be_visible()
        assert _findings(page, opened) == []
        page.keyboard.press("Escape")


@LIGHTS
def test_axe_finds_nothing_in_the_brightest_accent(visit: Visit, dark: bool):
    assert _findings(visit(dark=dark, stored={"umbra-accent": "amber"})) == []


def test_nothing_is_wider_than_the_narrowest_screen(visit: Visit):
    page = visit(narrow=True)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_text_at_twice_the_size_causes_no_horizontal_scrolling(visit: Visit):
    page = visit()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_nothing_is_animated_with_reduced_motion(visit: Visit):
    page = visit()
    page.locator("#open-dialog").click()
    moving = "document.getAnimations().filter((a) => a.effect.getTiming().duration > 1).length"
    assert page.evaluate(moving) == 0


def test_touch_targets_are_at_least_44_pixels_high(visit: Visit):
    page = visit(narrow=True)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.btn, .segmented__item, .input')]
            .filter((target) => target.checkVisibility())
            .filter((target) => target.getBoundingClientRect().height < 44)
            .map((target) => target.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_a_lost_connection_shows_the_banner(visit: Visit):
    page = visit()
    expect(page.get_by_text("Changes are paused")).to_be_visible()
    assert page.evaluate("document.documentElement.hasAttribute('data-offline')")


def test_a_page_that_crashes_shows_an_error_page_with_an_incident_id(visit: Visit):
    page = visit(expects_errors=True)
    page.locator("#crash").click()
    expect(page.get_by_role("heading", name="Something went wrong")).to_be_visible()
    assert len(page.locator("code").inner_text()) == 8
    page.get_by_role("button", name="Reload page").click()
    expect(page.locator("#crash")).to_be_visible()
