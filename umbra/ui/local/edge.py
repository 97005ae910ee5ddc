"""The sentinel of infinite scrolling, at the end of a window of rows."""

from __future__ import annotations

import reflex as rx


class Edge(rx.Component):
    """`on_reach` is called when the sentinel comes near the viewport.

    `token` must change with the rows, so that it is called again if it is still in view.
    """

    library = rx.asset("edge.jsx", shared=True).importable_path
    tag = "Edge"

    token: rx.Var[str]
    on_reach: rx.EventHandler[rx.event.no_args_event_spec]


edge = Edge.create
