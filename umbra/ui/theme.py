"""Light, dark or the system's choice, and the accent colour: set before the first paint."""

from __future__ import annotations

import reflex as rx

from umbra.ui.kinds import Text

THEMES = ("light", "dark", "system")
ACCENTS = ("indigo", "blue", "teal", "green", "amber", "orange", "rose", "violet")


class _ThemeKeeper(rx.Component):
    library = rx.asset("theme_keeper.jsx", shared=True).importable_path
    tag = "ThemeKeeper"

    theme: rx.Var[str]
    accent: rx.Var[str]


def theme_keeper(theme: Text, accent: Text) -> rx.Component:
    """Applies what the account has chosen, at once and in every tab of this browser.

    Empty values (settings not loaded yet) change nothing: `theme.js` has already painted what this
    browser remembers.
    """
    return _ThemeKeeper.create(theme=theme, accent=accent)


def head() -> list[rx.Component]:
    """What every page's head needs: the theme before the first paint, the font, the icon.

    The theme is asked for ahead of the page's scripts: nothing is painted before it is here.
    """
    return [
        rx.el.script(src="/theme.js"),
        rx.el.link(rel="preload", href="/theme.js", custom_attrs={"as": "script"}),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.link(
            rel="preload",
            href="/fonts/inter-latin.woff2",
            custom_attrs={"as": "font", "type": "font/woff2", "crossOrigin": "anonymous"},
        ),
        rx.el.link(rel="icon", href="/favicon.svg", custom_attrs={"type": "image/svg+xml"}),
        rx.el.link(rel="apple-touch-icon", href="/touch-icon.png"),
    ]
