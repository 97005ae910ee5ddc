"""Request bodies and queries of locations: fields, patches, filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from umbra.core.errors import InvalidInput
from umbra.core.fields import Body, Patch
from umbra.core.text import Label, Name, Notes, SearchText, length_message, storable
from umbra.locations.coordinates import DECIMALS
from umbra.tags.rules import TagNames

Sort = Literal["name", "-name", "created", "-created"]

LONGEST_ADDRESS = 1_000
LONGEST_PHONE = 50
LONGEST_URL = 2_000

PAIR = "Needs the other of latitude and longitude too. Send both, or neither."


def _lines(text: str) -> str:
    stripped = "\n".join(" ".join(line.split()) for line in storable(text).strip().splitlines())
    if len(stripped) > LONGEST_ADDRESS:
        raise ValueError(length_message(LONGEST_ADDRESS, len(stripped)))
    return stripped


def _dialled(text: str) -> str:
    stripped = " ".join(storable(text).split())
    if len(stripped) > LONGEST_PHONE:
        raise ValueError(length_message(LONGEST_PHONE, len(stripped)))
    if stripped and not any(letter.isdigit() for letter in stripped):
        raise ValueError("Must be a phone number, like +49 30 1234567.")
    return stripped


def _linked(text: str) -> str:
    """A web address; one without a scheme is https."""
    stripped = storable(text).strip()
    if not stripped:
        return ""
    address = stripped if "://" in stripped else f"https://{stripped}"
    if len(address) > LONGEST_URL:
        raise ValueError(length_message(LONGEST_URL, len(address)))
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        valid = parts.scheme in {"http", "https"} and parts.port != 0
    except ValueError:
        host, valid = "", False
    if not valid or not host or any(letter.isspace() for letter in address):
        raise ValueError("Must be a web address, like https://example.org.")
    return address


def _degrees(value: Any) -> Any:
    """A JSON number as such: pydantic would also read texts, true and false."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise ValueError("Must be a number of degrees, like 59.38.")


Address = Annotated[
    str, AfterValidator(_lines), Field(json_schema_extra={"maxLength": LONGEST_ADDRESS})
]
Phone = Annotated[
    str, AfterValidator(_dialled), Field(json_schema_extra={"maxLength": LONGEST_PHONE})
]
Url = Annotated[str, AfterValidator(_linked), Field(json_schema_extra={"maxLength": LONGEST_URL})]
Latitude = Annotated[
    float,
    BeforeValidator(_degrees),
    Field(ge=-90, le=90, allow_inf_nan=False),
    AfterValidator(lambda degrees: round(degrees, DECIMALS)),
]
Longitude = Annotated[
    float,
    BeforeValidator(_degrees),
    Field(ge=-180, le=180, allow_inf_nan=False),
    AfterValidator(lambda degrees: round(degrees, DECIMALS)),
]


class LocationFields(Body):
    """All fields of a location; a field left out has its default."""

    name: Name
    category: Label | None = None
    address: Address = ""
    latitude: Latitude | None = None
    longitude: Annotated[Longitude | None, Field(validate_default=True)] = None
    phone: Phone = ""
    url: Url = ""
    notes: Notes = ""
    tags: TagNames = Field(default_factory=list)

    @field_validator("longitude")
    @classmethod
    def _is_a_pair(cls, longitude: float | None, info: ValidationInfo) -> float | None:
        if "latitude" in info.data and (info.data["latitude"] is None) is not (longitude is None):
            raise ValueError(PAIR)
        return longitude


class LocationPatch(Patch):
    """A merge patch of a location."""

    name: Name = ""
    category: Label | None = None
    address: Address = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    phone: Phone = ""
    url: Url = ""
    notes: Notes = ""
    tags: TagNames = Field(default_factory=list)

    def named(self) -> dict[str, Any]:
        """The changes by field; clearing one coordinate clears the other.

        InvalidInput where one is set while the other is cleared.
        """
        changes = super().named()
        for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if one in changes and changes[one] is None:
                if changes.get(other) is not None:
                    raise InvalidInput.at(other, PAIR)
                changes[other] = None
        return changes


@dataclass(frozen=True, slots=True)
class LocationFilter:
    """A filter: every part given must hold."""

    text: str = ""
    category: str | None = None
    tag: str | None = None


class LocationFilterFields(BaseModel):
    """The query of a list of locations: filters and sort order."""

    model_config = ConfigDict(extra="forbid")

    category: Label | None = None
    tag: Label | None = None
    q: SearchText = ""
    sort: Sort = "name"

    def filter(self) -> LocationFilter:
        """The same as the service's filter."""
        return LocationFilter(text=self.q, category=self.category, tag=self.tag)
