"""A side panel for the details of one item.

From 64rem window width on it is beside the page, which stays usable and makes room; on smaller
windows it is a modal sheet over the page with a focus trap. Escape closes it in both cases.
"""

from __future__ import annotations

from typing import Literal

import reflex as rx

from umbra.ui.kinds import Child, Flag, On, Text


class _SidePanel(rx.Component):
    library = rx.asset("panel.jsx", shared=True).importable_path
    tag = "SidePanel"

    open: rx.Var[bool]
    opened: rx.Var[int]
    heading: rx.Var[str]
    focus: rx.Var[str]

    on_close: rx.EventHandler[rx.event.no_args_event_spec]


def side_panel(
    *children: Child,
    title: Text,
    open: Flag,
    on_close: On,
    bar: tuple[Child, ...] = (),
    footer: tuple[Child, ...] = (),
    focus: Literal["panel", "keep"] = "panel",
    opened: rx.Var[int] | int = 0,
) -> rx.Component:
    """`children` in a panel that is shown while `open`.

    `title` is its accessible name; `bar` is at the top beside the close button, `footer` at the
    bottom. With `focus="keep"` a panel that opens beside the page leaves focus in the list, so
    that arrow keys still work there. A control with `data_autofocus` gets focus first. `opened`
    changes with every opening, for a panel that may be closed and opened within one update.
    """
    parts: list[Child] = [
        rx.el.div(*bar, class_name="panel__bar"),
        rx.el.div(*children, class_name="panel__body"),
    ]
    if footer:
        parts.append(rx.el.footer(*footer, class_name="panel__foot"))
    return _SidePanel.create(
        *parts, open=open, opened=opened, on_close=on_close, heading=title, focus=focus
    )
