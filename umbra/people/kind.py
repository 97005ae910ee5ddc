"""The kind of people: columns and sort orders."""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlalchemy import Integer, bindparam, literal

from umbra.alerts.alarms import alarms_of
from umbra.core.item import table_of
from umbra.core.paging import Key
from umbra.core.search import search_query_with_numbers
from umbra.items.kind import Kind
from umbra.items.orders import Part, SortKey, by_day, by_id, by_instant, by_text
from umbra.items.people import TimelineSource
from umbra.people.models import TALKED, Person, PersonTag
from umbra.people.rules import PersonRow, sort_key, words_of_emails, words_of_phones
from umbra.tags.service import TagLink

PEOPLE = table_of(Person)
_P = PEOPLE.c


_FROM, _NEVER = date(2000, 1, 1), 2**31 - 1


def _number_from(key: Key) -> int:
    if type(key) is not int or not -(2**31) <= key < 2**31:
        raise ValueError
    return key


def _days_to_latest(row: PersonRow) -> int:
    return _NEVER if row.talked_on is None else (_FROM - row.talked_on).days


_ID: SortKey[PersonRow] = by_id(PEOPLE)
_NAME: SortKey[PersonRow] = by_text(_P.sort_key, sort_key)
_CREATED: SortKey[PersonRow] = by_instant(_P.created_at, lambda row: row.created_at)
_TALKED: SortKey[PersonRow] = by_day("talked", TALKED, lambda row: row.talked_on)
_LATEST: SortKey[PersonRow] = SortKey(
    "key_latest",
    _P.latest,
    bindparam("key_latest", type_=Integer()),
    _days_to_latest,
    _number_from,
)

PERSON = Kind(
    name="person",
    plural="people",
    path="/people",
    icon="user",
    table=PEOPLE,
    row=PersonRow,
    title=_P.name,
    orders={
        "name": (Part((_NAME, _ID)),),
        "-name": (Part((_NAME, _ID), rising=False),),
        "talked": (Part((_TALKED, _NAME, _ID)),),
        "-talked": (Part((_LATEST, _NAME, _ID)),),
        "created": (Part((_CREATED, _ID)),),
        "-created": (Part((_CREATED, _ID), rising=False),),
    },
    belonging={"alarms": partial(alarms_of, "person_id")},
    tags=TagLink(table_of(PersonTag), "person_id", PEOPLE),
    searched=(
        "name",
        "given_name",
        "family_name",
        "nickname",
        "organisation",
        "emails",
        "phones",
        "notes",
    ),
    words_of={"emails": words_of_emails, "phones": words_of_phones},
    query=search_query_with_numbers,
    text_keys={"name_key": "name", "given_key": "given_name", "family_key": "family_name"},
)

PEOPLE_AT_LOCATION = TimelineSource(
    of=PERSON,
    walked=PEOPLE,
    tied_to=_P.location_id,
    at=_P.created_at,
    id=_P.id,
    title=_P.name,
    when=literal("none"),
    there=(_P.deleted_at.is_(None),),
    is_instant=True,
)
"""People at a location, in the order they were added."""
