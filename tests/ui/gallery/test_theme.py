"""Theme and accent: applied before the first paint and in every tab."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.ui.gallery.conftest import Visit


def _look(page: Page) -> dict[str, str]:
    return page.evaluate(
        """() => ({
            theme: document.documentElement.dataset.theme,
            accent: document.documentElement.dataset.accent,
            scheme: getComputedStyle(document.documentElement).colorScheme,
            themeColor: document.querySelector('meta[name="theme-color"]').content,
            background: getComputedStyle(document.documentElement).backgroundColor,
        })"""
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_without_a_choice_the_theme_follows_the_system(visit: Visit, dark: bool):
    page = visit(dark=dark)
    mode = "dark" if dark else "light"
    look = _look(page)
    assert (look["theme"], look["accent"], look["scheme"]) == (mode, "indigo", mode)


def test_the_stored_theme_is_applied(visit: Visit):
    page = visit(stored={"theme": "dark", "umbra-accent": "rose"})
    look = _look(page)
    assert (look["theme"], look["accent"], look["scheme"]) == ("dark", "rose", "dark")
    assert (look["themeColor"], look["background"]) == ("#0e0e12", "rgb(14, 14, 18)")


def test_no_frame_of_a_reload_shows_another_theme(visit: Visit):
    page = visit(stored={"theme": "dark"})
    page.add_init_script(
        """
        window.backgrounds = new Promise((done) => {
          const seen = [];
          const sample = () => {
            const root = getComputedStyle(document.documentElement);
            if (document.body) seen.push(root.backgroundColor);
            if (seen.length > 20) done(seen);
            else requestAnimationFrame(sample);
          };
          requestAnimationFrame(sample);
        });
        """
    )
    page.reload()
    assert set(page.evaluate("window.backgrounds")) == {"rgb(14, 14, 18)"}


def test_a_chosen_theme_and_accent_apply_at_once_and_in_another_tab(visit: Visit):
    page = visit()
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_role("radio", name="Dark").check()
    page.get_by_role("radio", name="Teal").check()
    for tab in (page, other):
        expect(tab.locator("html")).to_have_attribute("data-theme", "dark")
        expect(tab.locator("html")).to_have_attribute("data-accent", "teal")
        assert _look(tab)["scheme"] == "dark"


def test_reflex_s_colour_mode_is_the_same(visit: Visit):
    page = visit()
    page.get_by_role("radio", name="Dark").check()
    expect(page.locator("html")).to_contain_class("dark")
    assert page.evaluate("localStorage.getItem('theme')") == "dark"


def test_a_change_of_the_system_s_theme_is_followed(visit: Visit):
    page = visit()
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_invalid_values_in_storage_are_ignored(visit: Visit):
    page = visit(stored={"theme": "neon", "umbra-accent": "<b>"})
    look = _look(page)
    assert (look["theme"], look["accent"]) == ("light", "indigo")
