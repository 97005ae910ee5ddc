"""Content that is loaded: a skeleton while loading, an error with a retry, or the content."""

from __future__ import annotations

import reflex as rx

from umbra.ui.connection import ConnectionState
from umbra.ui.kinds import Flag, On, Text
from umbra.ui.states import error_state, loading


def awaited(
    content: rx.Component, *, loaded: Flag, on_retry: On, rows: int = 6, label: Text = "Loading"
) -> rx.Component:
    """`content` once `loaded`; before, a skeleton of `rows`, or an error if a handler failed.

    The error has a button that calls `on_retry`.
    """
    failed = error_state("This could not be loaded", "Your data is safe.", on_retry=on_retry)
    waiting = rx.cond(ConnectionState.incident != "", failed, loading(rows, label=label))
    return rx.cond(loaded, content, waiting)
