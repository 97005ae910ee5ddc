"""What is read for a page: on its way, there, or it went wrong."""

from __future__ import annotations

import reflex as rx

from umbra.ui.connection import ConnectionState
from umbra.ui.kinds import Flag, On, Text
from umbra.ui.states import error_state, loading


def awaited(
    content: rx.Component, *, loaded: Flag, on_retry: On, rows: int = 6, label: Text = "Loading"
) -> rx.Component:
    """`content` once it is `loaded`. Where a handler broke before, a way to `on_retry`."""
    failed = error_state(
        "This could not be loaded",
        "Nothing you keep is lost.",
        on_retry=on_retry,
    )
    waiting = rx.cond(ConnectionState.incident != "", failed, loading(rows, label=label))
    return rx.cond(loaded, content, waiting)
