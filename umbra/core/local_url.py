"""The URL of a page with its filters, order and open panel as query parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any, ClassVar, Protocol
from urllib.parse import urlencode
from uuid import UUID


class PageParameters(Protocol):
    """A dataclass of a page's query parameters, each field with a default."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def local_url(path: str, parameters: PageParameters) -> str:
    """`path` with the query parameters that differ from their default."""
    values = ((field, getattr(parameters, field.name)) for field in fields(parameters))
    query = {field.name: value for field, value in values if value != field.default}
    return f"{path}?{urlencode(query)}" if query else path


def rewritten_url(path: str, query: Mapping[str, str], **changed: str) -> str:
    """`path` with the parameters of `query`, some changed; an empty value removes its parameter."""
    values = {name: value for name, value in {**query, **changed}.items() if value}
    return f"{path}?{urlencode(values)}" if values else path


def known_id(text: str) -> str:
    """`text` in canonical form if it is a UUID, else the empty string."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""
