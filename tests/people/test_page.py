"""What the page of people shows, and what its form sends: fields that are lists, yearly dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.core.fields import validated
from umbra.database import Database
from umbra.items.state.changing import reversal_of, write_back
from umbra.people import service
from umbra.people.alike import people_like
from umbra.people.merged import fields_of
from umbra.people.service import PersonPatch, PersonRow
from umbra.people.state.form import birthday_words, draft, list_words, parsed
from umbra.people.state.list_kind import PERSON_LIST
from umbra.people.state.merging import compared, moves_words
from umbra.people.state.view import card_of, talked_words

TODAY = date(2026, 3, 4)

ZOE: dict[str, Any] = {
    "name": "Zoë Ærø",
    "emails": [{"type": "work", "value": "zoe@example.org"}, {"type": None, "value": "z@b.c"}],
    "phones": [{"type": "cell", "value": "+49 (0)30 23125-001"}],
    "addresses": [
        {
            "type": "home",
            "street": "Große Straße 1\nHinterhaus",
            "locality": "Ort",
            "region": "",
            "postal_code": "12345",
            "country": "Germany",
        }
    ],
    "birthday": "--02-29",
    "dates": [{"label": "Name day", "date": "2001-05-02"}],
    "favourite": True,
    "tags": ["family"],
}


async def create(client: AsyncClient, **fields: Any) -> UUID:
    answer = await client.post("/api/people", json=fields)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])


async def read(database: Database, actor: Actor, person_id: UUID) -> PersonRow:
    async with database.transaction(actor) as tx:
        return await service.get_person(tx, actor, person_id)


async def test_the_texts_of_the_form_are_the_fields_again_and_lists_have_the_page_s_spelling(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    row = await read(database, alice, await create(as_alice, **ZOE))
    texts = draft(row)
    sent = validated(PersonPatch, parsed(texts)).named()
    assert {name: sent[name] for name in ZOE} == ZOE
    assert texts["emails"] == (
        '[{"type":"work","value":"zoe@example.org"},{"type":null,"value":"z@b.c"}]'
    )
    assert texts["dates"] == '[{"label":"Name day","date":"2001-05-02"}]'
    assert list_words(texts["addresses"]) == (
        "Große Straße 1, Hinterhaus, Ort, 12345, Germany (home)"
    )
    assert list_words(texts["dates"]) == "Name day: 2 May 2001"


@pytest.mark.parametrize("text", ["no JSON", '{"value":"a@b.c"}', '"a@b.c"'])
def test_a_text_that_is_no_list_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parsed({"emails": text})
    assert [error.field for error in refusal.value.errors] == ["emails"]


@pytest.mark.parametrize(
    ("birthday", "words"),
    [
        (None, ""),
        ("1990-03-04", "Turns 36 today"),
        ("1990-03-05", "35 years old, turns 36 tomorrow"),
        ("1990-03-03", "36 years old, turns 37 in 364 days"),
        ("--03-14", "Birthday in 10 days"),
        ("2000-02-29", "26 years old, turns 27 in 361 days"),
        ("2027-01-01", ""),
        ("2026-03-04", "Born today"),
    ],
)
def test_a_birthday_says_the_age_and_the_next_one(birthday: str | None, words: str) -> None:
    assert birthday_words(birthday, TODAY) == words


def test_the_day_one_talked_is_said_in_days_as_long_as_they_are_few() -> None:
    days = (date(2026, 3, 4), date(2026, 3, 3), date(2026, 2, 20), date(2025, 12, 3))
    assert [talked_words(day, TODAY) for day in days] == [
        "Talked today",
        "Talked yesterday",
        "Talked 12 days ago",
        "Talked on 3 Dec 2025",
    ]


async def test_a_row_has_the_links_of_the_first_e_mail_and_number(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    row = await read(database, alice, await create(as_alice, **ZOE))
    card = card_of(row, TODAY)
    assert (card["mail"], card["call"]) == ("mailto:zoe@example.org", "tel:+493023125001")
    assert (card["line"], card["initials"], card["photo"]) == ("zoe@example.org", "ZÆ", "")
    odd = replace(row, emails=[{"type": None, "value": "a?b=c@d.e"}], organisation="Café")
    assert card_of(odd, TODAY)["mail"] == "mailto:a%3Fb%3Dc@d.e"
    assert card_of(odd, TODAY)["line"] == "Café"


async def test_undo_gives_the_fields_the_lists_and_the_birthday_s_reminder_back(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    alarms = [{"days_before": 1, "at": "18:00"}]
    before = await read(database, alice, await create(as_alice, **ZOE, alarms=alarms))
    changes = {"name": "Other", "emails": [], "birthday": "1990-01-01", "alarms": [], "tags": []}
    await as_alice.patch(f"/api/people/{before.id}", json=changes)
    after = await read(database, alice, before.id)
    async with database.transaction(alice) as tx:
        one = reversal_of(PERSON_LIST, before, after)
        await write_back(tx, alice, PERSON_LIST, [one], deleted=False)
    back = await read(database, alice, before.id)
    assert draft(back) == draft(before)
    assert back.alarms == alarms


async def test_people_alike_have_an_e_mail_a_number_or_the_name_in_common(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    zoe = await read(database, alice, await create(as_alice, **ZOE))
    same = {
        await create(as_alice, name="Z. A.", emails=["ZOE@example.org"]): "email",
        await create(as_alice, name="Zoe", phones=["030 23125001"]): "phone",
        await create(as_alice, name="ZOË ÆRØ"): "name",
    }
    await create(as_alice, name="Zoë Ærø Junior", emails=["zoe@example.org.uk"], phones=["030 1"])
    async with database.transaction(alice) as tx:
        found = await people_like(tx, alice, zoe)
    assert {one.person.id: one.why for one in found} == same


async def test_the_comparison_shows_what_one_of_the_two_has(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    zoe = fields_of(await read(database, alice, await create(as_alice, **ZOE)))
    ann = fields_of(await read(database, alice, await create(as_alice, name="Ann", notes="tea")))
    rows = {row["field"]: (row["this"], row["other"]) for row in compared(ann, zoe, zoe)}
    assert rows["Name"] == ("Ann", "Zoë Ærø")
    assert rows["Notes"] == ("tea", "")
    assert rows["E-mails"] == ("", "zoe@example.org (work)\nz@b.c")
    assert rows["Birthday"] == ("", "29 February")
    assert "Nickname" not in rows


def test_what_moves_in_a_merge_is_counted_in_words() -> None:
    assert moves_words({"todo": 0, "event": 0}) == ""
    assert moves_words({"todo": 1, "event": 0}) == "1 todo moves too."
    assert moves_words({"todo": 3, "event": 2, "contact": 1}) == (
        "3 todos, 2 events and 1 contact move too."
    )
