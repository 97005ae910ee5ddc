"""Types of the design system's arguments: texts, flags and events, as values or as Vars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import reflex as rx
from reflex.event import EventType

Text = str | rx.Var[Any]
Flag = bool | rx.Var[Any]
Number = int | rx.Var[Any]
Child = rx.Component | str | rx.Var[Any]

On = EventType[()]
"""An event without a value: an event handler, a call of one, or a list of them."""

OnValue = rx.EventHandler | Callable[[Any], Any]
"""An event with one value: an event handler, or a function from the value to a handler's call."""

Size = Literal["sm", "md", "lg"]
Tone = Literal["neutral", "accent", "danger", "warning", "success", "info"]
Align = Literal["start", "end"]


def classes(*names: str) -> str:
    """Joins class names into one attribute, leaving out empty ones."""
    return " ".join(name for name in names if name)


def events(**given: Any) -> dict[str, Any]:
    """Leaves out events that are None, since a component refuses None for an event trigger."""
    return {name: event for name, event in given.items() if event is not None}
