"""Theme (light, dark, system) and accent colour, applied before the first paint."""

from __future__ import annotations

import reflex as rx

from umbra.ui.kinds import Text

THEMES = ("light", "dark", "system")
ACCENTS = ("indigo", "blue", "teal", "green", "amber", "orange", "rose", "violet")


class _ThemeSync(rx.Component):
    library = rx.asset("theme_sync.jsx", shared=True).importable_path
    tag = "ThemeSync"

    theme: rx.Var[str]
    accent: rx.Var[str]


def theme_sync(theme: Text, accent: Text) -> rx.Component:
    """Applies the account's theme and accent, at once and in every tab of this browser.

    Empty values (settings not loaded yet) change nothing: `theme.js` has already applied what is
    stored in this browser.
    """
    return _ThemeSync.create(theme=theme, accent=accent)


def head() -> list[rx.Component]:
    """Returns the elements for every page's head: theme script, font, icons.

    The theme script is preloaded ahead of the page's scripts, since it blocks the first paint.
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
