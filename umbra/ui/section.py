"""The heading of a part of a page, with how many things are in it and what can be done there."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from umbra.ui.kinds import Child, Number, Text, classes
from umbra.ui.text import count as count_badge


def page_part(
    title: str, words: Text, *rows: Child, wide: bool = False, class_name: str = ""
) -> rx.Component:
    """A part of a page: what it is about at its side, then its rows, as wide as lines of text.

    `wide` ones hold lists.
    """
    heading = f"part-{title.lower().replace(' ', '-')}"
    rows_class = "part__rows part__rows--wide" if wide else "part__rows"
    return rx.el.section(
        rx.el.div(rx.el.h2(title, id=heading), rx.el.p(words), class_name="part__about"),
        rx.el.div(*rows, class_name=rows_class),
        class_name=classes("part", class_name),
        custom_attrs={"aria-labelledby": heading},
    )


def section_header(
    title: Text,
    *actions: Child,
    count: Number | None = None,
    level: Literal[2, 3] = 2,
    id: str | None = None,
    tone: Literal["neutral", "danger"] = "neutral",
    class_name: str = "",
) -> rx.Component:
    """A heading of the given level; `actions` stand at the end of its line."""
    named: dict[str, Any] = {"id": id} if id else {}
    heading = rx.el.h2 if level == 2 else rx.el.h3
    return rx.el.div(
        heading(title, class_name="section-header__title", **named),
        count_badge(count) if count is not None else rx.fragment(),
        rx.el.div(*actions, class_name="section-header__actions") if actions else rx.fragment(),
        class_name=classes("section-header", class_name),
        data_tone=tone,
    )
