"""Tabs of a page that has several parts: links side by side above its content."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from umbra.ui.kinds import Text
from umbra.ui.link import link


@dataclass(frozen=True, slots=True)
class PageTab:
    """One tab. `name` is what its page passes as `active`."""

    name: str
    label: str
    href: str


def page_tabs(label: Text, parts: tuple[PageTab, ...], *, active: str) -> rx.Component:
    """The tabs as links; the active one is marked. On narrow screens they scroll sideways."""
    return rx.el.nav(
        rx.el.ul(*(rx.el.li(_tab(part, active)) for part in parts), class_name="page-tabs__list"),
        aria_label=label,
        class_name="page-tabs",
    )


def _tab(part: PageTab, active: str) -> rx.Component:
    current = {"aria_current": "page"} if part.name == active else {}
    return link(part.label, href=part.href, class_name="page-tabs__link", **current)
