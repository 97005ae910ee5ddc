"""The connection's state: said when it is lost, silent again once it is back."""

from __future__ import annotations

import reflex as rx


class _Connection(rx.Component):
    library = rx.asset("connection.jsx", shared=True).importable_path
    tag = "Connection"


def connection() -> rx.Component:
    """A quiet banner while the server can't be reached. Reconnecting is Reflex's own work."""
    return _Connection.create()
