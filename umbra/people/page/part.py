"""A part of the panel below the form: what is stored by itself."""

from __future__ import annotations

import reflex as rx

from umbra.people.state import PersonEditor
from umbra.ui.section import section_header


def part(title: str, action: rx.Component | None, *content: rx.Component) -> rx.Component:
    """A section with its title and an action, once what is tied to the open person was read."""
    heading = f"person-{title.lower().replace(' ', '-')}"
    actions = () if action is None else (action,)
    return rx.cond(
        PersonEditor.tied_to == PersonEditor.open_id,
        rx.el.section(
            section_header(title, *actions, level=3, id=heading),
            *content,
            class_name="person-part",
            aria_labelledby=heading,
        ),
    )
