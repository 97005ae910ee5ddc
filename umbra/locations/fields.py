"""Request bodies and queries of locations: fields, patches, filters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from umbra.core.contact import Address, Phone, Url
from umbra.core.coordinates import DECIMALS, problem_of
from umbra.core.errors import InvalidInput
from umbra.core.fields import READ_ONLY, Body, Patch
from umbra.core.text import Label, Name, Notes, SearchText
from umbra.tags.rules import TagNames

Sort = Literal["name", "-name", "created", "-created"]
NearbySort = Literal["name", "-name", "created", "-created", "distance"]
"""The orders of a list with `near`."""

MOST_KM = 20_000
"""The farthest that `near` reaches: about half the circumference of the earth."""

LONGEST_NEAR = 100

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


@dataclass(frozen=True, slots=True)
class Near:
    """Everything at most `km` from a place, which is given in degrees (WGS 84)."""

    latitude: float
    longitude: float
    km: float


_NEAR = re.compile(r"[-+]?\d{1,3}(\.\d+)?,[-+]?\d{1,3}(\.\d+)?,\d+(\.\d+)?", re.ASCII)


_NEAR_SCHEMA = WithJsonSchema({"type": "string", "pattern": f"^{_NEAR.pattern}$"})


def _near(text: Any) -> Any:
    if not isinstance(text, str) or len(text) > LONGEST_NEAR or not _NEAR.fullmatch(text):
        raise ValueError("Must be latitude, longitude and km, like 59.38,13.5,10.")
    latitude, longitude, km = map(float, text.split(","))
    if problem := problem_of(latitude, longitude):
        raise ValueError(problem)
    if not 0 < km <= MOST_KM:
        raise ValueError(f"The km, the third, must be more than 0 and at most {MOST_KM:,}.")
    return Near(latitude, longitude, km)


class LocationFields(Body):
    """All fields of a location; a field left out has its default."""

    _read_only = READ_ONLY | {"distance"}

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

    _read_only = READ_ONLY | {"distance"}

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
    near: Near | None = None


class LocationFilterFields(BaseModel):
    """The query of a list of locations: filters and sort order."""

    model_config = ConfigDict(extra="forbid")

    category: Label | None = None
    tag: Label | None = None
    q: SearchText = ""
    near: Annotated[Near | None, BeforeValidator(_near), _NEAR_SCHEMA] = None
    sort: NearbySort | None = None

    @field_validator("sort")
    @classmethod
    def _has_a_distance(cls, sort: NearbySort | None, info: ValidationInfo) -> NearbySort | None:
        if sort == "distance" and info.data.get("near", True) is None:
            raise ValueError("Needs `near`, which the distance is from.")
        return sort

    @property
    def order(self) -> NearbySort:
        """The sort order: by default by distance where there is one, else by name."""
        return self.sort or ("distance" if self.near else "name")

    def filter(self) -> LocationFilter:
        """The same as the service's filter."""
        return LocationFilter(self.q, self.category, self.tag, self.near)
