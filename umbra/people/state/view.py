"""What a row shows: pure functions of a person and the day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from umbra.core.contact import mail_uri, telephone_uri
from umbra.items.state.list_kind import ItemCard, Printed, plain_card
from umbra.people.rules import PersonRow
from umbra.ui.avatar import initials


class PersonCard(ItemCard):
    """A slot of the list as the page gets it.

    `photo` is the address of the small photo, `mail` and `call` are URIs; all are empty without.
    `line` is the organisation or else the first e-mail. `talked` is the day one last talked.
    """

    name: str
    initials: str
    photo: str
    line: str
    favourite: bool
    tags: list[str]
    noted: bool
    mail: str
    call: str
    talked: str


def card_of(row: PersonRow, today: date) -> PersonCard:
    return {
        **plain_card(row),
        "name": row.name,
        "initials": initials(row.name),
        "photo": photo_url(row.id, row.photo, "small"),
        "line": line_of(row),
        "favourite": row.favourite,
        "tags": list(row.tags),
        "noted": bool(row.notes),
        "mail": mail_uri(row.emails[0]["value"]) if row.emails else "",
        "call": telephone_uri(row.phones[0]["value"]) if row.phones else "",
        "talked": talked_words(row.talked_on, today),
    }


def printed_of(row: PersonRow, _today: date) -> Printed:
    details = (
        row.organisation,
        *(one["value"] for one in (*row.phones, *row.emails)),
        *(f"#{name}" for name in row.tags),
    )
    return {
        "mark": "★" if row.favourite else "",
        "title": row.name,
        "details": " · ".join(filter(None, details)),
    }


def line_of(row: PersonRow) -> str:
    """What tells people of one name apart: the organisation, or else the first e-mail."""
    return row.organisation or (row.emails[0]["value"] if row.emails else "")


def photo_url(person_id: UUID, photo: str | None, size: str) -> str:
    """The address of a photo, which changes with it; empty without one."""
    return f"/api/people/{person_id}/photo?size={size}&v={photo}" if photo else ""


def talked_words(day: date | None, today: date) -> str:
    """ "Talked today", "Talked 5 days ago", "Talked on 3 Dec 2025"; empty for never."""
    if day is None:
        return ""
    ago = (today - day).days
    if ago <= 1:
        return "Talked yesterday" if ago == 1 else "Talked today"
    if ago < 14:
        return f"Talked {ago} days ago"
    year = "" if day.year == today.year else f" {day.year}"
    return f"Talked on {day.day} {day:%b}{year}"
