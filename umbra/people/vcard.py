"""A person as a vCard 4.0 (RFC 6350). Pure."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC
from functools import cache
from typing import Any

from umbra.people.rules import PersonRow
from umbra.people.values import AddressValue


def vcard_of(person: PersonRow, photo: bytes | None = None) -> bytes:
    """The person as a vCard 4.0 in UTF-8, with the photo, a JPEG.

    Values without a type have no TYPE. The other yearly dates are X-ABDATE with their labels, as
    Apple's Contacts has them, since RFC 6350 has one anniversary without a label.
    """
    from icalendar import vN, vOrg, vText, vUri
    from icalendar.prop.n import NFields

    card = _component()()
    card.add("VERSION", vText("4.0"))
    card.add("UID", vUri(f"urn:uuid:{person.id}"))
    card.add("FN", vText(person.name))
    if person.family_name or person.given_name:
        card.add("N", vN(NFields(person.family_name, person.given_name, "", "", "")))
    if person.nickname:
        card.add("NICKNAME", vText(person.nickname))
    if person.organisation:
        card.add("ORG", vOrg((person.organisation,)))
    for email in person.emails:
        card.add("EMAIL", vText(email["value"]), parameters=_type(email["type"]))
    for phone in person.phones:
        card.add("TEL", vText(phone["value"]), parameters=_type(phone["type"]))
    for address in person.addresses:
        card.add("ADR", _address(address), parameters=_type(address["type"]))
    if person.birthday:
        card.add("BDAY", vText(_basic(person.birthday)))
    for number, one in enumerate(person.dates, 1):
        card.add(f"ITEM{number}.X-ABDATE", vText(_basic(one["date"])))
        card.add(f"ITEM{number}.X-ABLABEL", vText(one["label"]))
    if person.notes:
        card.add("NOTE", vText(person.notes))
    if person.tags:
        card.add("CATEGORIES", list(person.tags))
    if photo is not None:
        card.add("PHOTO", vUri(f"data:image/jpeg;base64,{b64encode(photo).decode()}"))
    card.add("REV", vText(f"{person.updated_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"))
    return card.to_ical(sorted=False)


@cache
def _component() -> Any:
    """The class of vCards; icalendar takes a tenth of a second to import."""
    from icalendar.cal.component_factory import ComponentFactory

    return ComponentFactory().get_component_class("VCARD")


def _type(value: str | None) -> dict[str, str]:
    return {"TYPE": value} if value else {}


def _address(address: AddressValue) -> Any:
    from icalendar import vAdr
    from icalendar.prop.adr import AdrFields

    parts = ("street", "locality", "region", "postal_code", "country")
    return vAdr(AdrFields("", "", *(address[part] for part in parts)))


def _basic(day: str) -> str:
    """A date in the basic format that vCard 4.0 has: 19900924, or --0924 without year."""
    year = "--" if day.startswith("-") else day[:4]
    return year + day[-5:].replace("-", "")
