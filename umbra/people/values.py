"""The structured values of a person: e-mails, phones, addresses, dates (terms of RFC 6350).

A plain text in place of an object is accepted: it is the value of an e-mail or phone without
type, and the street lines of an address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,  # pydantic takes no other before Python 3.12
    TypeVar,
)

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict

from umbra.core.contact import Address, Email, Phone
from umbra.core.text import LONGEST_NAME, Label, length_message, storable

MOST_VALUES = 50

_DATE = re.compile(r"(\d{4}|-)-(\d{2})-(\d{2})", re.ASCII)
_A_LEAP_YEAR = 2000

V = TypeVar("V")


def _one_line(text: str) -> str:
    line = " ".join(storable(text).split())
    if len(line) > LONGEST_NAME:
        raise ValueError(length_message(LONGEST_NAME, len(line)))
    return line


Line = Annotated[
    str, AfterValidator(_one_line), Field(json_schema_extra={"maxLength": LONGEST_NAME})
]
"""One line of at most 500 characters; may be empty."""


def _yearly_date(text: str) -> str:
    found = _DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year = _A_LEAP_YEAR if found[1] == "-" else int(found[1])
        date(year, int(found[2]), int(found[3]))
    except ValueError:
        raise ValueError(
            "Must be a date that exists, like 1990-09-24, or without year, like --09-24."
        ) from None
    return text


YearlyDate = Annotated[
    str,
    AfterValidator(_yearly_date),
    Field(json_schema_extra={"pattern": r"^(\d{4}|-)-\d{2}-\d{2}$", "examples": ["--09-24"]}),
]
"""`YYYY-MM-DD`, or `--MM-DD` where the year is not known (RFC 6350 section 4.3.1)."""

_FORBID = ConfigDict(extra="forbid")
_Place = Literal["home", "work"]
_PhoneType = Literal["home", "work", "cell", "voice", "text", "fax", "pager", "video", "textphone"]


def _filled(value: str) -> str:
    if not value:
        raise ValueError("Can't be empty.")
    return value


class EmailValue(TypedDict):
    """An e-mail address."""

    __pydantic_config__ = _FORBID  # pyright: ignore[reportGeneralTypeIssues]

    type: _Place | None
    value: Email


class PhoneValue(TypedDict):
    """A phone number, as it was typed; `type` is one of RFC 6350 section 6.4.1."""

    __pydantic_config__ = _FORBID  # pyright: ignore[reportGeneralTypeIssues]

    type: _PhoneType | None
    value: Annotated[Phone, AfterValidator(_filled)]


class AddressValue(TypedDict):
    """A postal address by its components (RFC 6350 section 6.3.1); `street` may have lines."""

    __pydantic_config__ = _FORBID  # pyright: ignore[reportGeneralTypeIssues]

    type: _Place | None
    street: Address
    locality: Line
    region: Line
    postal_code: Line
    country: Line


class EmailInput(TypedDict):
    """An e-mail address as it is sent: the type may be left out."""

    __pydantic_config__ = _FORBID  # pyright: ignore[reportGeneralTypeIssues]

    type: NotRequired[_Place | None]
    value: Email


class PhoneInput(TypedDict):
    """A phone number as it is sent: the type may be left out."""

    __pydantic_config__ = _FORBID  # pyright: ignore[reportGeneralTypeIssues]

    type: NotRequired[_PhoneType | None]
    value: Phone


class AddressInput(TypedDict, total=False):
    """A postal address as it is sent: every part may be left out, but not all."""

    __pydantic_config__ = _FORBID  # pyright: ignore[reportGeneralTypeIssues]

    type: _Place | None
    street: Address
    locality: Line
    region: Line
    postal_code: Line
    country: Line


class DateValue(TypedDict):
    """A day of each year besides the birthday: a name day, an anniversary."""

    __pydantic_config__ = _FORBID  # pyright: ignore[reportGeneralTypeIssues]

    label: Label
    date: YearlyDate


def _typed(text_is: str, *parts: str) -> Callable[[Any], Any]:
    """Completes an object with the keys it may leave out; a text is its `text_is`."""
    missing: dict[str, Any] = {"type": None, **dict.fromkeys(parts, "")}

    def complete(value: Any) -> Any:
        if isinstance(value, str):
            value = {text_is: value}
        return {**missing, **value} if isinstance(value, Mapping) else value

    return complete


def _has_a_part(address: AddressValue) -> AddressValue:
    if not any(value for name, value in address.items() if name != "type"):
        raise ValueError("Needs at least one part, such as the street.")
    return address


def _distinct(values: list[V]) -> list[V]:
    found: list[V] = []
    for value in values:
        if value not in found:
            found.append(value)
    if len(found) > MOST_VALUES:
        raise ValueError(f"Can be at most {MOST_VALUES}; these are {len(found)}.")
    return found


_PARTS = ("street", "locality", "region", "postal_code", "country")
_AT_MOST = Field(json_schema_extra={"maxItems": MOST_VALUES})

Emails = Annotated[
    list[
        Annotated[
            EmailValue, BeforeValidator(_typed("value"), json_schema_input_type=EmailInput | str)
        ]
    ],
    AfterValidator(_distinct),
    _AT_MOST,
]
Phones = Annotated[
    list[
        Annotated[
            PhoneValue, BeforeValidator(_typed("value"), json_schema_input_type=PhoneInput | str)
        ]
    ],
    AfterValidator(_distinct),
    _AT_MOST,
]
Addresses = Annotated[
    list[
        Annotated[
            AddressValue,
            BeforeValidator(_typed("street", *_PARTS), json_schema_input_type=AddressInput | str),
            AfterValidator(_has_a_part),
        ]
    ],
    AfterValidator(_distinct),
    _AT_MOST,
]
Dates = Annotated[list[DateValue], AfterValidator(_distinct), _AT_MOST]
