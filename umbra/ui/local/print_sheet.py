"""A sheet that only the printer shows."""

from __future__ import annotations

import reflex as rx


class PrintSheet(rx.Component):
    """Its children are printed in place of the list, while `count` (of rows) is not zero.

    Ctrl+P calls `on_print`, which is to fill it; the print dialog opens when `count` comes, and
    `on_done` is called when it was closed.
    """

    library = rx.asset("print_sheet.jsx", shared=True).importable_path
    tag = "PrintSheet"

    count: rx.Var[int]
    on_print: rx.EventHandler[rx.event.no_args_event_spec]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


print_sheet = PrintSheet.create
