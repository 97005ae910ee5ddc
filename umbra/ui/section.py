"""Sections of a page, and section headers with a count and actions."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from umbra.ui.kinds import Child, Number, Text, classes
from umbra.ui.text import count as count_badge


def page_part(
    title: str, words: Text, *rows: Child, wide: bool = False, class_name: str = ""
) -> rx.Component:
    """A section with its title and a sentence about it (`words`) at its side, then its rows.

    Rows are as wide as a readable line of text; `wide` ones are for lists.
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
    """A heading of the given level, with a count beside it and `actions` at the end of its line."""
    named: dict[str, Any] = {"id": id} if id else {}
    heading = rx.el.h2 if level == 2 else rx.el.h3
    return rx.el.div(
        heading(title, class_name="section-header__title", **named),
        count_badge(count) if count is not None else rx.fragment(),
        rx.el.div(*actions, class_name="section-header__actions") if actions else rx.fragment(),
        class_name=classes("section-header", class_name),
        data_tone=tone,
    )
