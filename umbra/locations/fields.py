"""Request bodies and queries of locations: fields, patches, filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from umbra.core.contact import Address, Phone, Url
from umbra.core.coordinates import DECIMALS
from umbra.core.errors import InvalidInput
from umbra.core.fields import Body, Patch
from umbra.core.text import Label, Name, Notes, SearchText
from umbra.tags.rules import TagNames

Sort = Literal["name", "-name", "created", "-created"]

PAIR = "Needs the other of latitude and longitude too. Send both, or neither."


def _degrees(value: Any) -> Any:
    """A JSON number as such: pydantic would also read texts, true and false."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise ValueError("Must be a number of degrees, like 59.38.")


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
