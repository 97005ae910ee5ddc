"""The filters of the page of people in its URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from umbra.people.service import PersonFilter, Sort


@dataclass(frozen=True, slots=True)
class Address:
    """The state of the page of people in its URL."""

    favourite: Literal["", "yes"] = ""
    tag: str = ""
    sort: Sort = "name"
    open: str = ""


def filter_of(address: Address, text: str, _today: date) -> PersonFilter:
    return PersonFilter(text, address.tag or None, address.favourite == "yes" or None)
