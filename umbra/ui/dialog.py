"""A modal dialog with a focus trap: Escape closes it, and focus returns to where it was."""

from __future__ import annotations

from typing import Literal

import reflex as rx

from umbra.ui.button import button
from umbra.ui.kinds import Child, Flag, On, Text


class _Dialog(rx.Component):
    library = rx.asset("dialog.jsx", shared=True).importable_path
    tag = "Dialog"

    open: rx.Var[bool]
    heading: rx.Var[str]
    description: rx.Var[str]
    size: rx.Var[str]
    keep: rx.Var[bool]

    on_close: rx.EventHandler[rx.event.no_args_event_spec]


def dialog(
    *children: Child,
    title: Text,
    open: Flag,
    on_close: On,
    description: Text = "",
    footer: tuple[Child, ...] = (),
    size: Literal["sm", "md", "lg"] = "md",
    keep: bool = False,
) -> rx.Component:
    """`children` in a dialog that is shown while `open`.

    `on_close` is called when the user closes it. With `keep` a click outside does not close it:
    for forms, where that would lose the user's input. A control with `data_autofocus` gets focus
    first.
    """
    parts: list[Child] = [rx.el.div(*children, class_name="dialog__body")] if children else []
    if footer:
        parts.append(rx.el.footer(*footer, class_name="dialog__foot"))
    return _Dialog.create(
        *parts,
        open=open,
        on_close=on_close,
        heading=title,
        description=description,
        size=size,
        keep=keep,
    )


def confirm_dialog(
    *,
    title: Text,
    body: Text,
    open: Flag,
    on_close: On,
    on_confirm: On,
    confirm_label: Text,
    danger: bool = False,
    busy: Flag = False,
) -> rx.Component:
    """A confirmation before an action that cannot be undone. Focus starts on Cancel."""
    return dialog(
        title=title,
        description=body,
        open=open,
        on_close=on_close,
        size="sm",
        footer=(
            button("Cancel", on_click=on_close, data_autofocus=True),
            button(
                confirm_label,
                variant="danger" if danger else "primary",
                on_click=on_confirm,
                busy=busy,
            ),
        ),
    )
