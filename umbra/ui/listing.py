"""A list of things, a line each: what it is, a word about it, its states, what one can do."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.kinds import Child, Flag, Text
from umbra.ui.link import link


def listing(*lines: Child, label: Text) -> rx.Component:
    """The lines of a list; `label` names it for screen readers."""
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
    """One line. `about` stands below its title, `trailing` at its end (below, on a phone).

    With `href` the whole line is a link there; `current` marks the one that is open.
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
    words: list[Child] = [name]
    if about:
        words.append(rx.el.span(*about, class_name="listing__about"))
    parts.append(rx.el.div(*words, class_name="listing__words"))
    if trailing:
        parts.append(rx.el.div(*trailing, class_name="listing__end"))
    return rx.el.li(*parts, class_name="listing__line", data_current=current, **attributes)
