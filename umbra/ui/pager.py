"""Pagination: buttons to the previous and next page of a list."""

from __future__ import annotations

import reflex as rx

from umbra.ui.button import button
from umbra.ui.kinds import Child, Flag, On, Text


def pager(
    words: Child,
    *,
    label: Text,
    has_before: Flag,
    has_after: Flag,
    on_before: On,
    on_after: On,
) -> rx.Component:
    """`words` describe the range that is shown, "1 to 50 of 120"; two buttons change the page."""
    return rx.el.nav(
        rx.el.span(words, class_name="pager__words num"),
        button(
            "Previous",
            size="sm",
            leading="arrow-left",
            disabled=~_var(has_before),
            on_click=on_before,
        ),
        button(
            "Next", size="sm", leading="arrow-right", disabled=~_var(has_after), on_click=on_after
        ),
        class_name="pager",
        aria_label=label,
    )


def _var(flag: Flag) -> rx.Var[bool]:
    return rx.Var.create(flag).to(bool)
