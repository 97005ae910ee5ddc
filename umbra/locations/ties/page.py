"""The parts of a location's panel below its form: what is tied to it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.locations.ties.service import Part
from umbra.ui.icon import IconName, icon
from umbra.ui.link import link

_PARTS: tuple[tuple[Part, str, IconName, str], ...] = (
    ("event", "What happens here", "calendar", "No event is at this location."),
    ("todo", "To do here", "todos", "No open todo is at this location."),
    ("person", "Who lives here", "users", "Nobody lives at this location."),
    ("nearby", "Nearby", "map-pin", "No other location is within 50 km."),
)
"""Name, heading, icon, and what is said where there is nothing."""


def ties(editor: type[Any]) -> rx.Component:
    """The parts of the location in the panel of `editor`, which mixes in `TiesOfLocation`."""
    return rx.el.div(*(_part(editor, *part) for part in _PARTS), class_name="ties")


def _part(editor: type[Any], name: Part, title: str, image: IconName, nothing: str) -> rx.Component:
    is_open = editor.parts.contains(name)
    body = f"location-part-{name}"
    part = editor.parts[name]
    return rx.el.section(
        rx.el.h3(
            rx.el.button(
                icon(image),
                rx.el.span(title, class_name="tie-title"),
                icon(rx.cond(is_open, "chevron-up", "chevron-down")),
                type="button",
                class_name="tie-button",
                on_click=editor.turn_part(name),
                aria_expanded=is_open,
                aria_controls=body,
            ),
        ),
        rx.el.div(rx.cond(is_open, _lines(part, nothing)), id=body),
        class_name="tie",
    )


def _lines(part: Any, nothing: str) -> rx.Component:
    lines = part["lines"].to(list[dict[str, str]])
    return rx.cond(
        lines.length() > 0,
        rx.fragment(
            rx.el.ul(rx.foreach(lines, _line), class_name="tie-lines"),
            rx.cond(part["more"], rx.el.p("There are more.", class_name="tie-words")),
        ),
        rx.el.p(nothing, class_name="tie-words"),
    )


def _line(line: Any) -> rx.Component:
    return rx.el.li(
        rx.cond(
            line["href"] != "",
            link(line["title"], href=line["href"], class_name="link tie-link", dir="auto"),
            rx.el.span(line["title"], class_name="tie-link", dir="auto"),
        ),
        rx.el.span(line["about"], class_name="tie-about"),
        class_name="tie-line",
        key=line["id"],
    )
