"""Pages of a list: cursors that travel, and the questions every list understands."""

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
    """`cursor` as text for an address."""
    return base64.urlsafe_b64encode(orjson.dumps([cursor.order, *cursor.keys])).decode().rstrip("=")


def decoded(text: str) -> Cursor:
    """The cursor behind `text`. InvalidInput at `cursor` for anything not handed out here."""
    try:
        order, *keys = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, TypeError):
        raise _no_cursor() from None
    if not isinstance(order, str) or not all(type(key) in {str, int, type(None)} for key in keys):
        raise _no_cursor()
    return Cursor(order, tuple(cast(list[Key], keys)))


def page_of(window: Window[T], cursor: Callable[[T], Cursor]) -> Page[T]:
    """`window` as a page; `cursor` gives the place of a row in the list."""
    return Page(window.rows, encoded(cursor(window.rows[-1])) if window.has_after else None)


def _no_cursor() -> InvalidInput:
    return InvalidInput.at("cursor", "Is not a cursor. Take `next` from the page before.")


def _page_size(value: object) -> object:
    """A number in plain digits: pydantic alone would read " 5 ", "5.0" and "1_0" too."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) < 5):
        raise ValueError(f"Must be a number from 1 to {MOST_ON_A_PAGE}.")
    return value


def _within(limit: int) -> int:
    if not 1 <= limit <= MOST_ON_A_PAGE:
        raise ValueError(f"Must be a number from 1 to {MOST_ON_A_PAGE}.")
    return limit


class PageQuery(BaseModel):
    """What every list may be asked; a list adds its filters. Anything else is refused."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[
        int,
        BeforeValidator(_page_size),
        AfterValidator(_within),
        Field(json_schema_extra={"minimum": 1, "maximum": MOST_ON_A_PAGE}),
    ] = USUAL_PAGE
    cursor: Annotated[str, Field(max_length=LONGEST_CURSOR)] | None = None

    @property
    def after(self) -> Cursor | None:
        return decoded(self.cursor) if self.cursor else None


def _known_query(request: Request) -> None:
    if request.query_params and not request.scope["route"].dependant.query_params:
        raise InvalidInput(
            FieldError(name, "Is not a parameter of this.") for name in request.query_params
        )


KNOWN_QUERY = Depends(_known_query)
"""Refuses query parameters at routes that have none; those with some refuse others themselves."""
