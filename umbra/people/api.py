"""The routes of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.database import Transaction, transaction
from umbra.people import contacts, duplicates, merging, relationships, service, timeline
from umbra.people.contacts import ContactFields, ContactRow
from umbra.people.duplicates import DuplicateGroup
from umbra.people.merged import Prefer
from umbra.people.merging import MergeFields, MergePreview
from umbra.people.relationships import RelationshipFields, RelationshipRow
from umbra.people.service import PersonFields, PersonFilterFields, PersonPatch, PersonRow
from umbra.people.timeline import TimelineFields, TimelineRow
from umbra.web.etags import IfMatch
from umbra.web.idempotency import IdempotencyDep
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, Page, PageQuery, encoded, page_of
from umbra.web.responses import json_response, no_content

router = APIRouter(
    prefix="/people", tags=["people"], dependencies=[Depends(signed_in), KNOWN_QUERY]
)


class PersonQuery(PersonFilterFields, PageQuery):
    """Which people, in which order, from where on, how many."""


class TimelineQuery(TimelineFields, PageQuery):
    """Which things in a person's time line, in which direction, from where on, how many."""


class MergeQuery(BaseModel):
    """The person to merge into this one, and whose single values stay where both have some."""

    model_config = ConfigDict(extra="forbid")

    other_id: UUID
    prefer: Prefer = "this"

    def fields(self) -> MergeFields:
        """The same as a body."""
        return MergeFields(other_id=self.other_id, prefer=self.prefer)


@dataclass(frozen=True, slots=True)
class IndexLetter:
    """A letter, how many names begin with it, and the cursor of the page that begins there."""

    letter: str
    count: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of the index, in the order of the list."""

    items: Sequence[IndexLetter]


@dataclass(frozen=True, slots=True)
class Relationships:
    """The relationships of a person, oldest first."""

    items: Sequence[RelationshipRow]


@router.get("", response_model=Page[PersonRow])
async def list_people(actor: SignedIn, query: Annotated[PersonQuery, Query()]) -> Response:
    """People, a page at a time."""
    async with transaction(actor) as tx:
        window = await service.list_window(
            tx, actor, query.filter(), query.sort, after=query.after, limit=query.limit
        )
    return json_response(page_of(window, lambda row: service.cursor_of(row, query.sort)))


@router.post("", status_code=201, response_model=PersonRow, responses=problems(409))
async def create_person(actor: SignedIn, fields: PersonFields, once: IdempotencyDep) -> Response:
    """A new person."""
    return await once.created(actor, "people", lambda tx: service.create_person(tx, actor, fields))


@router.get("/letters", response_model=Letters)
async def list_letters(actor: SignedIn) -> Response:
    """The letters of the index, each with the number of people and where they begin."""
    async with transaction(actor) as tx:
        found = await service.letters(tx, actor)
    return json_response(
        Letters(
            [IndexLetter(x.letter, x.count, encoded(x.place) if x.place else None) for x in found]
        )
    )


@router.get("/duplicates", response_model=Page[DuplicateGroup])
async def list_duplicates(actor: SignedIn, query: Annotated[PageQuery, Query()]) -> Response:
    """Groups of people who may be the same, a page at a time."""
    async with transaction(actor) as tx:
        window = await duplicates.list_duplicates(tx, actor, after=query.after, limit=query.limit)
    return json_response(page_of(window, duplicates.cursor_of))


@router.get("/{person_id}", response_model=PersonRow, responses=problems(404))
async def get_person(actor: SignedIn, person_id: UUID) -> Response:
    """One person."""
    async with transaction(actor) as tx:
        person = await service.get_person(tx, actor, person_id)
    return json_response(person, version=person.version)


@router.put("/{person_id}", response_model=PersonRow, responses=problems(404, 412))
async def replace_person(
    actor: SignedIn, person_id: UUID, fields: PersonFields, if_match: IfMatch
) -> Response:
    """All fields anew; what is left out goes back to its default."""
    async with transaction(actor) as tx:
        person = await service.replace_person(tx, actor, person_id, fields, if_match)
    return json_response(person, version=person.version)


@router.patch("/{person_id}", response_model=PersonRow, responses=problems(404, 412))
async def patch_person(
    actor: SignedIn, person_id: UUID, patch: PersonPatch, if_match: IfMatch
) -> Response:
    """Changes what is named (RFC 7396)."""
    async with transaction(actor) as tx:
        person = await service.patch_person(tx, actor, person_id, patch, if_match)
    return json_response(person, version=person.version)


@router.delete("/{person_id}", status_code=204, responses=problems(404, 412))
async def delete_person(actor: SignedIn, person_id: UUID, if_match: IfMatch) -> Response:
    """Puts the person into the trash."""
    async with transaction(actor) as tx:
        await service.delete_person(tx, actor, person_id, if_match)
    return no_content()


@router.get("/{person_id}/merge", response_model=MergePreview, responses=problems(404))
async def preview_merge(
    actor: SignedIn, person_id: UUID, query: Annotated[MergeQuery, Query()]
) -> Response:
    """What a merge would make of the person, and how much would move, by kind."""
    async with transaction(actor) as tx:
        preview = await merging.preview_merge(tx, actor, person_id, query.fields())
    return json_response(preview)


@router.post("/{person_id}/merge", response_model=PersonRow, responses=problems(404, 409, 412))
async def merge_people(
    actor: SignedIn, person_id: UUID, fields: MergeFields, if_match: IfMatch, once: IdempotencyDep
) -> Response:
    """Merges another person into this one, and puts that one into the trash.

    Restoring the other person undoes the merge.
    """

    async def merge(tx: Transaction) -> PersonRow:
        return await merging.merge_people(tx, actor, person_id, fields, if_match)

    return await once.done(actor, merge)


@router.get("/{person_id}/timeline", response_model=Page[TimelineRow], responses=problems(404))
async def list_timeline(
    actor: SignedIn, person_id: UUID, query: Annotated[TimelineQuery, Query()]
) -> Response:
    """Everything tied to the person, the latest first, a page at a time."""
    async with transaction(actor) as tx:
        window = await timeline.list_timeline(
            tx,
            actor,
            person_id,
            query.filter(),
            query.sort,
            after=query.after,
            limit=query.limit,
        )
    return json_response(page_of(window, lambda row: timeline.cursor_of(row, query.sort)))


@router.get("/{person_id}/contacts", response_model=Page[ContactRow], responses=problems(404))
async def list_contacts(
    actor: SignedIn, person_id: UUID, query: Annotated[PageQuery, Query()]
) -> Response:
    """When one talked with the person, the latest first, a page at a time."""
    async with transaction(actor) as tx:
        window = await contacts.list_contacts(
            tx, actor, person_id, after=query.after, limit=query.limit
        )
    return json_response(page_of(window, contacts.cursor_of))


@router.post(
    "/{person_id}/contacts",
    status_code=201,
    response_model=ContactRow,
    responses=problems(404, 409),
)
async def add_contact(
    actor: SignedIn, person_id: UUID, fields: ContactFields, once: IdempotencyDep
) -> Response:
    """A new contact with the person, whose version and `talked_on` follow."""

    async def add(tx: Transaction) -> ContactRow:
        return await contacts.add_contact(tx, actor, person_id, fields)

    return await once.added(actor, add)


@router.delete("/{person_id}/contacts/{contact_id}", status_code=204, responses=problems(404))
async def delete_contact(actor: SignedIn, person_id: UUID, contact_id: UUID) -> Response:
    """Deletes a contact for good."""
    async with transaction(actor) as tx:
        await contacts.delete_contact(tx, actor, person_id, contact_id)
    return no_content()


@router.get("/{person_id}/relationships", response_model=Relationships, responses=problems(404))
async def list_relationships(actor: SignedIn, person_id: UUID) -> Response:
    """The relationships of the person, without those to people in the trash."""
    async with transaction(actor) as tx:
        found = await relationships.list_relationships(tx, actor, person_id)
    return json_response(Relationships(found))


@router.post(
    "/{person_id}/relationships",
    status_code=201,
    response_model=RelationshipRow,
    responses=problems(404, 409),
)
async def add_relationship(
    actor: SignedIn, person_id: UUID, fields: RelationshipFields, once: IdempotencyDep
) -> Response:
    """A new relationship, which both people have."""

    async def add(tx: Transaction) -> RelationshipRow:
        return await relationships.add_relationship(tx, actor, person_id, fields)

    return await once.added(actor, add)


@router.delete(
    "/{person_id}/relationships/{relationship_id}", status_code=204, responses=problems(404)
)
async def delete_relationship(actor: SignedIn, person_id: UUID, relationship_id: UUID) -> Response:
    """Deletes a relationship on both sides."""
    async with transaction(actor) as tx:
        await relationships.delete_relationship(tx, actor, person_id, relationship_id)
    return no_content()
