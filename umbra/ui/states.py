"""States shown in place of content: empty, loading, error."""

from __future__ import annotations

from typing import Literal

import reflex as rx

from umbra.ui.button import button
from umbra.ui.icon import IconName, icon
from umbra.ui.kinds import Child, On, Text, classes
from umbra.ui.text import visually_hidden


def empty_state(
    title: Text,
    body: Text | None = None,
    *actions: Child,
    name: IconName = "inbox",
    level: Literal[2, 3] = 2,
    class_name: str = "",
) -> rx.Component:
    """An empty state: a title of at most six words, two lines of body, at most one action."""
    return _notice(name, title, body, actions, level, "neutral", class_name)


def error_state(
    title: Text,
    body: Text | None = None,
    *actions: Child,
    on_retry: On | None = None,
    level: Literal[2, 3] = 2,
    class_name: str = "",
) -> rx.Component:
    """An error state: what failed and what to do; with `on_retry` a button to try again."""
    if on_retry is not None:
        actions = (button("Try again", on_click=on_retry, leading="refresh"), *actions)
    return _notice("warning", title, body, actions, level, "danger", class_name)


def skeleton(shape: Literal["line", "title", "block", "circle"] = "line") -> rx.Component:
    """A grey placeholder of the content's size. Decorative: `loading` announces it."""
    return rx.el.span(class_name=f"skeleton skeleton--{shape}", aria_hidden=True)


def loading(rows: int = 3, *, label: Text = "Loading", class_name: str = "") -> rx.Component:
    """Rows of skeletons, visible only after a quarter of a second of loading."""
    return rx.el.div(
        visually_hidden(label),
        *(
            rx.el.div(skeleton("circle"), skeleton("line"), class_name="loading__row")
            for _ in range(rows)
        ),
        role="status",
        class_name=classes("loading", class_name),
    )


def _notice(
    name: IconName,
    title: Text,
    body: Text | None,
    actions: tuple[Child, ...],
    level: Literal[2, 3],
    tone: str,
    class_name: str,
) -> rx.Component:
    heading = rx.el.h2 if level == 2 else rx.el.h3
    return rx.el.div(
        rx.el.span(icon(name, 20), class_name="notice__icon"),
        heading(title, class_name="notice__title"),
        rx.el.p(body, class_name="notice__body") if body is not None else rx.fragment(),
        rx.el.div(*actions, class_name="notice__actions") if actions else rx.fragment(),
        class_name=classes("notice", class_name),
        data_tone=tone,
    )
