"""Validates an event against its handler's signature: name, arguments and types.

Reflex would pass any JSON to a handler and log whole payloads that don't match. Here an event
that matches no handler is refused before Reflex sees it.
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

_MAX_PATH_LENGTH = 4096
_FIELDS = frozenset({"name", "payload", "router_data"})
_ROUTER_TYPES: dict[str, type] = {
    RouteVar.PATH: str,
    RouteVar.ORIGIN: str,
    RouteVar.QUERY: dict,
}

Check = Callable[[Any], bool]


def validate_event(frame: Any) -> dict[str, Any] | None:
    """Returns `frame` with the allowed keys alone, or None if it is not a valid event."""
    if not isinstance(frame, dict):
        return None
    event = {key: value for key, value in frame.items() if key in _FIELDS and value is not None}
    name, payload = event.get("name"), event.setdefault("payload", {})
    if not isinstance(name, str) or not isinstance(payload, dict):
        return None
    event["router_data"] = _valid_route(event.get("router_data"))
    return event if event["router_data"] is not None and _matches_handler(name, payload) else None


def _matches_handler(name: str, payload: Mapping[str, Any]) -> bool:
    expected = _arguments_of(name)
    if expected is None:
        return False
    required, checks = expected
    return (
        required <= payload.keys() <= checks.keys()
        and all(checks[key](value) for key, value in payload.items())
        and _is_storable(payload)
    )


def _valid_route(route: Any) -> dict[str, Any] | None:
    """Returns the page's reported location: three known keys of the right types, or None."""
    if route is None:
        return {}
    if not isinstance(route, dict):
        return None
    known = {key: route[key] for key in _ROUTER_TYPES if route.get(key) is not None}
    for key, value in known.items():
        if not isinstance(value, _ROUTER_TYPES[key]):
            return None
        if isinstance(value, str) and (len(value) > _MAX_PATH_LENGTH or not value.startswith("/")):
            return None
    query = known.get(RouteVar.QUERY, {})
    if not all(isinstance(value, (str, list)) for value in query.values()):
        return None
    return known


def _is_storable(value: Any) -> bool:
    """Whether no text contains a lone surrogate, which neither a text column nor a log accepts."""
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, Mapping):
        return all(_is_storable(key) and _is_storable(part) for key, part in value.items())
    if isinstance(value, list):
        return all(map(_is_storable, value))
    return True


@lru_cache(maxsize=4096)
def _arguments_of(name: str) -> tuple[frozenset[str], dict[str, Check]] | None:
    """Returns a handler's required arguments and a check for each argument, None if unknown."""
    registered = RegistrationContext.get().event_handlers.get(name)
    if registered is None:
        return None
    function = registered.handler.fn
    hints = get_type_hints(function)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    required = frozenset(p.name for p in parameters if p.default is inspect.Parameter.empty)
    return required, {p.name: _check_for(hints.get(p.name, Any)) for p in parameters}


def _check_for(hint: Any) -> Check:
    """Returns a check of JSON values against an annotation. Unknown annotations accept nothing."""
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        parts = [_check_for(part) for part in get_args(hint)]
        return lambda value: any(part(value) for part in parts)
    if origin is Literal:
        allowed = get_args(hint)
        return lambda value: any(type(value) is type(item) and value == item for item in allowed)
    if origin is list:
        (inner,) = map(_check_for, get_args(hint))
        return lambda value: isinstance(value, list) and all(map(inner, value))
    if origin in {dict, Mapping}:
        _, inner = get_args(hint)
        return _mapping_check(_check_for(inner))
    return _SIMPLE.get(hint, _refuse)


def _mapping_check(inner: Check) -> Check:
    """Returns a check of an object's values. A form's data is an object with a list of pairs."""

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


def _accept(_value: Any) -> bool:
    return True


def _refuse(_value: Any) -> bool:
    return False


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_SIMPLE: dict[Any, Check] = {
    Any: _accept,
    str: lambda value: isinstance(value, str),
    bool: lambda value: isinstance(value, bool),
    int: lambda value: isinstance(value, int) and not isinstance(value, bool),
    float: _is_number,
    list: lambda value: isinstance(value, list),
    dict: _mapping_check(_accept),
    type(None): lambda value: value is None,
}
