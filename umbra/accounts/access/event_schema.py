"""Whether a frame is an event that some handler expects: its name, arguments and types.

Reflex hands a handler whatever JSON arrives and logs whole payloads that do not fit.
Here a frame that fits no handler is refused before Reflex sees it.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from reflex_base.constants import RouteVar
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

_LONGEST_PATH = 4096
_FIELDS = frozenset({"name", "payload", "router_data"})
_ROUTER_TYPES: dict[str, type] = {
    RouteVar.PATH: str,
    RouteVar.ORIGIN: str,
    RouteVar.QUERY: dict,
}

Check = Callable[[Any], bool]


def validate_event(frame: Any) -> dict[str, Any] | None:
    """`frame` reduced to what an event may carry, or None when it is no good event."""
    if not isinstance(frame, dict):
        return None
    event = {key: value for key, value in frame.items() if key in _FIELDS and value is not None}
    name, payload = event.get("name"), event.setdefault("payload", {})
    if not isinstance(name, str) or not isinstance(payload, dict):
        return None
    event["router_data"] = _checked_route(event.get("router_data"))
    return event if event["router_data"] is not None and _fits(name, payload) else None


def _fits(name: str, payload: Mapping[str, Any]) -> bool:
    expected = _expected(name)
    if expected is None:
        return False
    required, checks = expected
    return (
        required <= payload.keys() <= checks.keys()
        and all(checks[key](value) for key, value in payload.items())
        and _is_storable(payload)
    )


def _checked_route(route: Any) -> dict[str, Any] | None:
    """Where the page says it is: three known keys of the right types, or None."""
    if route is None:
        return {}
    if not isinstance(route, dict):
        return None
    known = {key: route[key] for key in _ROUTER_TYPES if route.get(key) is not None}
    for key, value in known.items():
        if not isinstance(value, _ROUTER_TYPES[key]):
            return None
        if isinstance(value, str) and (len(value) > _LONGEST_PATH or not value.startswith("/")):
            return None
    query = known.get(RouteVar.QUERY, {})
    if not all(isinstance(value, (str, list)) for value in query.values()):
        return None
    return known


def _is_storable(value: Any) -> bool:
    """No half characters anywhere: no text column and no log could take them."""
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, Mapping):
        return all(_is_storable(key) and _is_storable(part) for key, part in value.items())
    if isinstance(value, list):
        return all(map(_is_storable, value))
    return True


@lru_cache(maxsize=4096)
def _expected(name: str) -> tuple[frozenset[str], dict[str, Check]] | None:
    """The required arguments of a handler and a check for each it knows. None: no handler."""
    registered = RegistrationContext.get().event_handlers.get(name)
    if registered is None:
        return None
    function = registered.handler.fn
    hints = get_type_hints(function)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    required = frozenset(p.name for p in parameters if p.default is inspect.Parameter.empty)
    return required, {p.name: _check_of(hints.get(p.name, Any)) for p in parameters}


def _check_of(hint: Any) -> Check:
    """A test of JSON values against an annotation. What it can't read, it refuses."""
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        parts = [_check_of(part) for part in get_args(hint)]
        return lambda value: any(part(value) for part in parts)
    if origin is Literal:
        allowed = get_args(hint)
        return lambda value: any(type(value) is type(one) and value == one for one in allowed)
    if origin is list:
        (inner,) = map(_check_of, get_args(hint))
        return lambda value: isinstance(value, list) and all(map(inner, value))
    if origin in {dict, Mapping}:
        _, inner = get_args(hint)
        return _mapping_of(_check_of(inner))
    return _SIMPLE.get(hint, _nothing)


def _mapping_of(inner: Check) -> Check:
    """A test of an object's values; a form arrives as one, with its pairs in a list."""

    def check(value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        if FORM_DATA_ENTRIES_KEY not in value:
            return all(map(inner, value.values()))
        pairs = value[FORM_DATA_ENTRIES_KEY]
        return (
            len(value) == 1
            and isinstance(pairs, list)
            and all(isinstance(pair, list) and len(pair) == 2 for pair in pairs)
            and all(isinstance(name, str) and inner(part) for name, part in pairs)
        )

    return check


def _anything(_value: Any) -> bool:
    return True


def _nothing(_value: Any) -> bool:
    return False


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_SIMPLE: dict[Any, Check] = {
    Any: _anything,
    str: lambda value: isinstance(value, str),
    bool: lambda value: isinstance(value, bool),
    int: lambda value: isinstance(value, int) and not isinstance(value, bool),
    float: _is_number,
    list: lambda value: isinstance(value, list),
    dict: _mapping_of(_anything),
    type(None): lambda value: value is None,
}
