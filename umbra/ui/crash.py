"""The error boundary around every page."""

from __future__ import annotations

import reflex as rx


class _CrashBoundary(rx.Component):
    library = rx.asset("crash.jsx", shared=True).importable_path
    tag = "CrashBoundary"


def crash_boundary() -> rx.Component:
    """Wraps the whole page, and shows an error page instead if rendering it throws an error.

    The error goes to the server's log by Reflex's own event, under the id that the page shows.
    """
    return _CrashBoundary.create()
