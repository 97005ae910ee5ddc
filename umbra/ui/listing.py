"""A list of items, one per line: title, details, states and actions."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.kinds import Child, Flag, Text
from umbra.ui.link import link


def listing(*lines: Child, label: Text) -> rx.Component:
    """A list of `listed` items; `label` is its accessible name."""
    return rx.el.ul(*lines, class_name="listing", aria_label=label)


def listed(
    title: Child,
    *about: Child,
    leading: Child | None = None,
    trailing: tuple[Child, ...] = (),
    href: Text | None = None,
    current: Flag = False,
    **attributes: Any,
) -> rx.Component:
    """A list item. `about` is shown below its title, `trailing` at its end (below on phones).

    With `href` the whole line is a link; `current` marks the item that is open.
    """
    name = rx.el.span(title, class_name="listing__title", dir="auto")
    if href is not None:
        name = link(
            title,
            href=href,
            class_name="listing__title listing__link",
            dir="auto",
            aria_current=rx.cond(current, "true", "false"),
        )
    parts: list[Child] = [] if leading is None else [leading]
    texts: list[Child] = [name]
    if about:
        texts.append(rx.el.span(*about, class_name="listing__about"))
    parts.append(rx.el.div(*texts, class_name="listing__words"))
    if trailing:
        parts.append(rx.el.div(*trailing, class_name="listing__end"))
    return rx.el.li(*parts, class_name="listing__line", data_current=current, **attributes)
