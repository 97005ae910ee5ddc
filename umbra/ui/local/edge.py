"""The end of a window of rows: reports when it comes near the view."""

from __future__ import annotations

import reflex as rx


class Edge(rx.Component):
    """`token` is anything that changes with the rows, so that a second report can follow."""

    library = rx.asset("edge.jsx", shared=True).importable_path
    tag = "Edge"

    token: rx.Var[str]
    on_reach: rx.EventHandler[rx.event.no_args_event_spec]


edge = Edge.create
