"""The filters of a list in the page's URL, so that views can be bookmarked and Back works.

The search text is not among them: it would stay in histories and logs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from umbra.core.local_url import known_id

Address = TypeVar("Address")

OPEN = "open"
"""The parameter with the id of the item in the panel."""

LONGEST_VALUE = 50


def read_address(shape: type[Address], query: Mapping[str, str]) -> Address:
    """`query` as the frozen dataclass `shape`, each field with a default.

    Values that a field of a `Literal` type does not know become the default; texts are cut at
    50 characters.
    """
    values: dict[str, Any] = {}
    for name, options in _options(shape).items():
        text = query.get(name, "")
        if name == OPEN:
            values[name] = known_id(text)
        elif options is None:
            values[name] = text[:LONGEST_VALUE]
        elif text in options:
            values[name] = text
    return shape(**values)


@cache
def _options(shape: type[Any]) -> dict[str, frozenset[str] | None]:
    """The values a field may have by its name; None for any text."""
    return {name: _values(hint) for name, hint in get_type_hints(shape).items()}


def _values(hint: Any) -> frozenset[str] | None:
    if get_origin(hint) is Literal:
        return frozenset(get_args(hint))
    if get_origin(hint) in {Union, UnionType}:
        return next(filter(None, map(_values, get_args(hint))), None)
    return None
