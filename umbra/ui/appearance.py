"""What the app as a whole takes from the design system: styles, head, and what is on every page."""

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
"""The sheet of a page that only development has."""

STYLES = Path(__file__).parents[2] / "assets" / "styles"


def appearance() -> dict[str, Any]:
    """The arguments `rx.App` takes from here: `rx.App(**appearance(), ...)`."""
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
    """The design system's sheets in their order, then each feature's own by name."""
    elsewhere = {*FIRST_SHEETS} if in_development() else {*FIRST_SHEETS, GALLERY}
    features = sorted(path.stem for path in STYLES.glob("*.css") if path.stem not in elsewhere)
    return [f"/styles/{name}.css" for name in (*FIRST_SHEETS, *features)]


def _wraps() -> dict[tuple[int, str], Callable[[bool], rx.Component | None]]:
    """In place of Reflex's own error screen and connection toasts (their keys are Reflex's)."""
    return {
        (55, "ErrorBoundary"): lambda _: crash_boundary(),
        (5, "Overlay"): lambda stateful: _overlay() if stateful else None,
    }


def _overlay() -> rx.Component:
    return rx.fragment(connection(), toast_host(), tooltips())
