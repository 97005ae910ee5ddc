"""The routes of events, series and their occurrences."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.core.errors import InvalidInput
from umbra.core.fields import validated
from umbra.database import Transaction, transaction
from umbra.events import occurrences, service
from umbra.events.fields import Moment, Scope
from umbra.events.journal import Done
from umbra.events.service import (
    EventFields,
    EventFilterFields,
    EventPatch,
    EventRow,
    OccurrenceRow,
)
from umbra.web.etags import IfMatch
from umbra.web.idempotency import IdempotencyDep
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, Page, PageQuery, page_of
from umbra.web.responses import file_response, json_response, no_content

router = APIRouter(
    prefix="/events", tags=["events"], dependencies=[Depends(signed_in), KNOWN_QUERY]
)


class EventQuery(EventFilterFields, PageQuery):
    """Which events or occurrences, from where on, how many."""


class OccurrenceQuery(BaseModel):
    """Which occurrence of a series."""

    model_config = ConfigDict(extra="forbid")

    recurrence_id: Moment | None = None


class ScopeQuery(OccurrenceQuery):
    """Which occurrences of a series: both or neither, which means the whole series."""

    scope: Scope | None = None

    def chosen(self) -> tuple[date | datetime, Scope] | None:
        """The occurrence and the scope, None for the whole series. InvalidInput at one alone."""
        if self.recurrence_id is not None and self.scope is not None:
            return self.recurrence_id, self.scope
        if self.recurrence_id is not None:
            raise InvalidInput.at("scope", "Is required with recurrence_id: this, following, all.")
        if self.scope is not None:
            raise InvalidInput.at("recurrence_id", "Is required with scope.")
        return None


@router.get("", response_model=Page[EventRow] | Page[OccurrenceRow])
async def list_events(actor: SignedIn, query: Annotated[EventQuery, Query()]) -> Response:
    """Events and series by their start, or with `expand` their occurrences, a page at a time."""
    async with transaction(actor) as tx:
        if query.expand:
            page = await occurrences.list_occurrences(
                tx, actor, query.filter(), after=query.after, limit=query.limit
            )
            return json_response(page_of(page.window, page.cursor_of))
        window = await service.list_window(
            tx, actor, query.filter(), "start", after=query.after, limit=query.limit
        )
    return json_response(page_of(window, lambda row: service.cursor_of(row, "start")))


@router.post("", status_code=201, response_model=EventRow, responses=problems(409))
async def create_event(actor: SignedIn, fields: EventFields, once: IdempotencyDep) -> Response:
    """A new event or series."""
    return await once.created(actor, "events", lambda tx: service.create_event(tx, actor, fields))


@router.get(
    "/{event_id}.ics",
    response_class=Response,
    responses={
        200: {"content": {"text/calendar": {"schema": {"type": "string"}}}},
        **problems(404),
    },
)
async def get_ics(actor: SignedIn, event_id: UUID) -> Response:
    """The event or the whole series as iCalendar (RFC 5545), to download."""
    async with transaction(actor) as tx:
        title, calendar = await service.get_ics(tx, actor, event_id)
    return file_response(calendar, "text/calendar", f"{title}.ics")


@router.get("/{event_id}", response_model=EventRow | OccurrenceRow, responses=problems(404))
async def get_event(
    actor: SignedIn, event_id: UUID, query: Annotated[OccurrenceQuery, Query()]
) -> Response:
    """One event or series; with `recurrence_id` one occurrence."""
    async with transaction(actor) as tx:
        if query.recurrence_id is None:
            row: EventRow | OccurrenceRow = await service.get_event(tx, actor, event_id)
        else:
            row = await occurrences.get_occurrence(tx, actor, event_id, query.recurrence_id)
    return json_response(row, version=row.version)


@router.put("/{event_id}", response_model=EventRow | OccurrenceRow, responses=problems(404, 412))
async def replace_event(
    actor: SignedIn,
    event_id: UUID,
    fields: EventFields,
    query: Annotated[ScopeQuery, Query()],
    if_match: IfMatch,
) -> Response:
    """All fields anew, of the event, the whole series, or by `scope`; see `patch_event`."""
    chosen = query.chosen()
    async with transaction(actor) as tx:
        if chosen is None:
            row = await service.replace_event(tx, actor, event_id, fields, if_match)
            return json_response(row, version=row.version)
        done = await occurrences.replace_occurrence(tx, actor, event_id, *chosen, fields, if_match)
    return _answer(done)


@router.patch("/{event_id}", response_model=EventRow | OccurrenceRow, responses=problems(404, 412))
async def patch_event(
    actor: SignedIn,
    event_id: UUID,
    patch: EventPatch,
    query: Annotated[ScopeQuery, Query()],
    if_match: IfMatch,
) -> Response:
    """Changes what is named (RFC 7396), of the event, the whole series, or by `scope`.

    With `recurrence_id` and `scope`: `this` answers the occurrence, `all` the series, and
    `following` the new series that begins there, with its Location.
    """
    chosen = query.chosen()
    async with transaction(actor) as tx:
        if chosen is None:
            row = await service.patch_event(tx, actor, event_id, patch, if_match)
            return json_response(row, version=row.version)
        done = await occurrences.change_occurrence(tx, actor, event_id, *chosen, patch, if_match)
    return _answer(done)


@router.delete("/{event_id}", status_code=204, responses=problems(404, 412))
async def delete_event(
    actor: SignedIn, event_id: UUID, query: Annotated[ScopeQuery, Query()], if_match: IfMatch
) -> Response:
    """Puts the event or series into the trash; by `scope` excludes an occurrence or ends it."""
    chosen = query.chosen()
    async with transaction(actor) as tx:
        if chosen is None:
            await service.delete_event(tx, actor, event_id, if_match)
        else:
            await occurrences.delete_occurrence(tx, actor, event_id, *chosen, if_match)
    return no_content()


@router.post(
    "/{event_id}/occurrences/{recurrence_id}/restore",
    response_model=OccurrenceRow,
    responses=problems(404, 409, 412),
)
async def restore_occurrence(
    actor: SignedIn, event_id: UUID, recurrence_id: str, if_match: IfMatch, once: IdempotencyDep
) -> Response:
    """Brings an excluded occurrence back."""
    read = validated(OccurrenceQuery, {"recurrence_id": recurrence_id}).recurrence_id
    assert read is not None

    async def restore(tx: Transaction) -> OccurrenceRow | EventRow:
        done = await occurrences.restore_occurrence(tx, actor, event_id, read, if_match)
        return done.row

    return await once.done(actor, restore)


def _answer(done: Done) -> Response:
    location = f"/api/events/{done.made}" if done.made else None
    return json_response(done.row, version=done.row.version, location=location)
