"""Where on a page one is, as the page's address says it."""

from __future__ import annotations

from dataclasses import Field, fields
from typing import Any, ClassVar, Protocol
from urllib.parse import urlencode
from uuid import UUID


class Shown(Protocol):
    """A dataclass of what a page shows, each field with what is shown unasked."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def local_url(path: str, shown: Shown) -> str:
    """`path` with what of `shown` differs from its default."""
    values = ((field, getattr(shown, field.name)) for field in fields(shown))
    query = {field.name: value for field, value in values if value != field.default}
    return f"{path}?{urlencode(query)}" if query else path


def known_id(text: str) -> str:
    """`text` when it is an id, else the empty string."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""
