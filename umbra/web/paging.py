"""Keyset pagination over HTTP: cursors as text, and the query parameters of every list."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar, cast

import orjson
from fastapi import Depends, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from umbra.core.errors import FieldError, InvalidInput
from umbra.core.paging import Cursor, Key, Window

MOST_ON_A_PAGE = 200
USUAL_PAGE = 50
LONGEST_CURSOR = 2_000


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items in their order, and the cursor of the page after, if there is one."""

    items: Sequence[T]
    next: str | None


def encoded(cursor: Cursor) -> str:
    """`cursor` as text for a URL."""
    return base64.urlsafe_b64encode(orjson.dumps([cursor.order, *cursor.keys])).decode().rstrip("=")


def decoded(text: str) -> Cursor:
    """The cursor in `text`. Raises InvalidInput for `cursor` if `text` is not an encoded cursor."""
    try:
        order, *keys = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, TypeError):
        raise _invalid_cursor() from None
    if not isinstance(order, str) or not all(type(key) in {str, int, type(None)} for key in keys):
        raise _invalid_cursor()
    return Cursor(order, tuple(cast(list[Key], keys)))


def page_of(window: Window[T], cursor: Callable[[T], Cursor]) -> Page[T]:
    """`window` as a page; `cursor` gives the place of a row in the list."""
    return Page(window.rows, encoded(cursor(window.rows[-1])) if window.has_after else None)


def _invalid_cursor() -> InvalidInput:
    return InvalidInput.at("cursor", "Is not a cursor. Use `next` of the previous page.")


def _require_digits(value: object) -> object:
    """Accepts plain digits only: pydantic would also parse " 5 ", "5.0" and "1_0"."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) < 5):
        raise ValueError(f"Must be a number from 1 to {MOST_ON_A_PAGE}.")
    return value


def _require_allowed_size(limit: int) -> int:
    if not 1 <= limit <= MOST_ON_A_PAGE:
        raise ValueError(f"Must be a number from 1 to {MOST_ON_A_PAGE}.")
    return limit


class PageQuery(BaseModel):
    """The query parameters of every list; a list adds its filters. Others are refused."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[
        int,
        BeforeValidator(_require_digits),
        AfterValidator(_require_allowed_size),
        Field(json_schema_extra={"minimum": 1, "maximum": MOST_ON_A_PAGE}),
    ] = USUAL_PAGE
    cursor: Annotated[str, Field(max_length=LONGEST_CURSOR)] | None = None

    @property
    def after(self) -> Cursor | None:
        return decoded(self.cursor) if self.cursor else None


def _known_query(request: Request) -> None:
    if request.query_params and not request.scope["route"].dependant.query_params:
        raise InvalidInput(
            FieldError(name, "Is not a known parameter.") for name in request.query_params
        )


KNOWN_QUERY = Depends(_known_query)
"""Refuses query parameters at routes without any; routes with some refuse others themselves."""
