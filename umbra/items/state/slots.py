"""Slots of rows or days: one state var each, so that an event sends the slots it changed."""

from __future__ import annotations

import types
from functools import cache
from typing import Any, get_origin, get_type_hints

import reflex as rx
from reflex.vars import ArrayVar

from umbra.items.state.window import CAPACITY


def slots_of(card: type[Any], capacity: int = CAPACITY) -> type[Any]:
    """A mixin with `capacity` state vars `slot_0`, `slot_1`, ... of the TypedDict `card`."""
    empty = empty_of(card)

    def fill(namespace: dict[str, Any]) -> None:
        namespace["__module__"] = __name__
        namespace["__annotations__"] = {slot_name(number): card for number in range(capacity)}
        for number in range(capacity):
            namespace[slot_name(number)] = rx.field(default_factory=empty.copy)

    return types.new_class("Slots", (rx.State,), {"mixin": True}, fill)


@cache
def empty_of(card: type[Any]) -> dict[str, Any]:
    """The value of a slot without a row, by the types of the TypedDict `card`."""
    return {name: (get_origin(hint) or hint)() for name, hint in get_type_hints(card).items()}


def slot_name(number: int) -> str:
    return f"slot_{number}"


def slots_var(
    state: type[rx.State], card: type[Any], capacity: int = CAPACITY
) -> ArrayVar[list[Any]]:
    """All slots of a page's state as a list, indexed by the numbers of the layout."""
    slots = [getattr(state, slot_name(number)) for number in range(capacity)]
    return rx.Var.create(slots).to(list[card])
