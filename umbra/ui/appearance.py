"""The design system's arguments for `rx.App`: style sheets, head, components on every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import reflex as rx

from umbra.config import in_development
from umbra.ui.connection import connection
from umbra.ui.crash import crash_boundary
from umbra.ui.incidents import on_handler_error
from umbra.ui.theme import head
from umbra.ui.toasts import toast_host
from umbra.ui.tooltip import tooltips

FIRST_SHEETS = ("tokens", "base", "components", "background", "shell")
GALLERY = "gallery"
"""The style sheet of the gallery, a page that only development builds have."""

STYLES = Path(__file__).parents[2] / "assets" / "styles"


def appearance() -> dict[str, Any]:
    """Returns keyword arguments for `rx.App`: `rx.App(**appearance(), ...)`."""
    return {
        "theme": None,
        "toaster": None,
        "html_lang": "en",
        "stylesheets": stylesheets(),
        "head_components": head(),
        "app_wraps": _wraps(),
        "backend_exception_handler": on_handler_error,
    }


def stylesheets() -> list[str]:
    """Returns the URLs of the design system's style sheets in order, then the features' by name."""
    excluded = {*FIRST_SHEETS} if in_development() else {*FIRST_SHEETS, GALLERY}
    features = sorted(path.stem for path in STYLES.glob("*.css") if path.stem not in excluded)
    return [f"/styles/{name}.css" for name in (*FIRST_SHEETS, *features)]


def _wraps() -> dict[tuple[int, str], Callable[[bool], rx.Component | None]]:
    """Replaces Reflex's own error screen and connection toasts, under the same keys."""
    return {
        (55, "ErrorBoundary"): lambda _: crash_boundary(),
        (5, "Overlay"): lambda stateful: _overlay() if stateful else None,
    }


def _overlay() -> rx.Component:
    return rx.fragment(connection(), toast_host(), tooltips())
