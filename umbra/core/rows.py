"""Makes frozen dataclasses by the hundred, as lists need them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def constructor_of(row: type[T]) -> Callable[..., T]:
    """A faster constructor of a frozen dataclass with slots, which takes all fields in order.

    The own one sets each field through `object.__setattr__`, which for 25 fields takes ten times
    as long. This one fills an object of a class with the same slots, and makes it one of `row`.
    TypeError for a class with `__post_init__`, which would not run. A class that derives from
    another has its slots in two places, and keeps its own constructor.
    """
    if hasattr(row, "__post_init__"):
        raise TypeError(f"{row.__name__} has a __post_init__.")
    if row.__base__ is not object:
        return row
    names = [one.name for one in dataclasses.fields(row)]  # pyright: ignore[reportArgumentType]
    filled: Any = dataclasses.make_dataclass(row.__name__, names, slots=True)

    def construct(*values: Any) -> T:
        one = filled(*values)
        one.__class__ = row
        return one

    return construct
