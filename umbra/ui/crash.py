"""What is shown when the page itself breaks in the browser."""

from __future__ import annotations

import reflex as rx


class _CrashBoundary(rx.Component):
    library = rx.asset("crash.jsx", shared=True).importable_path
    tag = "CrashBoundary"


def crash_boundary() -> rx.Component:
    """Around the whole page: shows a calm page in place of one that broke while drawing.

    What broke goes to the server's log by Reflex's own event, under the id the page shows.
    """
    return _CrashBoundary.create()
