"""Postal, e-mail and web addresses, phone numbers: field types, and the URIs that open them."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field

from umbra.core.coordinates import geo_uri
from umbra.core.text import length_message, storable

LONGEST_ADDRESS = 1_000
LONGEST_PHONE = 50
LONGEST_URL = 2_000
LONGEST_EMAIL = 254
"""RFC 5321 section 4.5.3.1.3, without the angle brackets of a path."""

# Up to the first letter, comma or semicolon: an extension is not part of the number.
_NUMBER_TO_DIAL = re.compile(r"\+?\d[\d\s()/.\u2010-\u2013-]*", re.ASCII)
_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")


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


def mail_uri(email: str) -> str:
    """The `mailto:` URI (RFC 6068) of an address."""
    return f"mailto:{quote(email, safe='@')}"


def digits_of(phone: str) -> str:
    """The digits of a number as it was typed, without the zeros it is dialled with.

    "+49 (0)30 123", "0049 30 123" and "4930123" are the same. A country code that was not typed is
    not known: "030 123" is "30123". Empty where there is no number.
    """
    plain = "".join(str(unicodedata.digit(one, one)) for one in phone)
    return re.sub(r"\D", "", telephone_uri(plain)).lstrip("0")


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


def _mailed(text: str) -> str:
    """An e-mail address: a name, an @, a domain. Whether a server accepts it is not checked."""
    stripped = storable(text).strip()
    if len(stripped) > LONGEST_EMAIL:
        raise ValueError(length_message(LONGEST_EMAIL, len(stripped)))
    if not _EMAIL.fullmatch(stripped) or not stripped.isprintable():
        raise ValueError("Must be an e-mail address, like anna@example.org.")
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
Email = Annotated[
    str, AfterValidator(_mailed), Field(json_schema_extra={"maxLength": LONGEST_EMAIL})
]
