"""What the design system's functions take: words, flags and events, as values or as Vars."""

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
"""Something to happen: an event handler, a call of one, or a list of them."""

OnValue = rx.EventHandler | Callable[[Any], Any]
"""Something to happen with one value: a handler of it, or a function of it to a handler's call."""

Size = Literal["sm", "md", "lg"]
Tone = Literal["neutral", "accent", "danger", "warning", "success", "info"]
Align = Literal["start", "end"]


def classes(*names: str) -> str:
    """One class attribute out of several, empty ones left out."""
    return " ".join(name for name in names if name)


def events(**given: Any) -> dict[str, Any]:
    """Only the events that were given: a component refuses None for a trigger."""
    return {name: event for name, event in given.items() if event is not None}
