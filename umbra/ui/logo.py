"""UMBRA's logo: a disc in front of a circle that remains as a crescent in the accent colour."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx


def logo(size: Literal["sm", "md", "lg"] = "sm", *, wordmark: bool = True) -> rx.Component:
    """The logo, with the name beside it or, without `wordmark`, as its accessible name."""
    parts: list[rx.Component] = [_mark(titled=not wordmark)]
    if wordmark:
        parts.append(rx.el.span("Umbra", class_name="logo__name"))
    return rx.el.span(*parts, class_name=f"logo logo--{size}")


def _mark(*, titled: bool) -> rx.Component:
    named: dict[str, Any] = (
        {"role": "img", "aria_label": "Umbra"} if titled else {"aria_hidden": True}
    )
    return rx.el.svg(
        rx.el.circle(cx="16", cy="16", r="15", class_name="logo__light"),
        rx.el.circle(cx="18.2", cy="13.8", r="12.2", class_name="logo__disc"),
        view_box="0 0 32 32",
        class_name="logo__mark",
        **named,
    )
