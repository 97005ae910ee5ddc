"""Postal addresses, phone numbers and web addresses: field types, and the URIs that open them."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field

from umbra.core.coordinates import geo_uri
from umbra.core.text import length_message, storable

LONGEST_ADDRESS = 1_000
LONGEST_PHONE = 50
LONGEST_URL = 2_000

# Up to the first letter, comma or semicolon: an extension is not part of the number.
_NUMBER_TO_DIAL = re.compile(r"\+?\d[\d\s()/.\u2010-\u2013-]*", re.ASCII)


def map_uri(latitude: float | None, longitude: float | None, address: str) -> str:
    """The `geo:` URI of a place: its coordinates, else a search for its address, else empty.

    The parameter `q` is Android's; other systems that know `geo:` search for it too.
    """
    if latitude is not None and longitude is not None:
        return geo_uri(latitude, longitude)
    return f"geo:0,0?q={quote(' '.join(address.split()))}" if address else ""


def telephone_uri(phone: str) -> str:
    """The `tel:` URI (RFC 3966) of a number as it was typed; empty for none."""
    found = _NUMBER_TO_DIAL.search(phone)
    if found is None:
        return ""
    number = found[0].replace("(0)", "") if found[0].startswith("+") else found[0]
    return f"tel:{re.sub(r'[^0-9+]', '', number)}"


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


Address = Annotated[
    str, AfterValidator(_lines), Field(json_schema_extra={"maxLength": LONGEST_ADDRESS})
]
Phone = Annotated[
    str, AfterValidator(_dialled), Field(json_schema_extra={"maxLength": LONGEST_PHONE})
]
Url = Annotated[str, AfterValidator(_linked), Field(json_schema_extra={"maxLength": LONGEST_URL})]
