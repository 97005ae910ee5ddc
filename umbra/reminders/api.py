"""The routes of reminders."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.database import transaction
from umbra.reminders import service
from umbra.reminders.service import (
    ReminderFields,
    ReminderFilterFields,
    ReminderPatch,
    ReminderRow,
    SnoozeFields,
)
from umbra.web.etags import IfMatch
from umbra.web.idempotency import IdempotencyDep
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, Page, PageQuery, page_of
from umbra.web.responses import json_response, no_content

router = APIRouter(
    prefix="/reminders", tags=["reminders"], dependencies=[Depends(signed_in), KNOWN_QUERY]
)


class ReminderQuery(ReminderFilterFields, PageQuery):
    """Which reminders, from where on, how many."""


@router.get("", response_model=Page[ReminderRow])
async def list_reminders(actor: SignedIn, query: Annotated[ReminderQuery, Query()]) -> Response:
    """Reminders by when they are due, then the dismissed ones, a page at a time."""
    async with transaction(actor) as tx:
        window = await service.list_window(
            tx, actor, query.filter(), "due", after=query.after, limit=query.limit
        )
    return json_response(page_of(window, lambda row: service.cursor_of(row, "due")))


@router.post("", status_code=201, response_model=ReminderRow, responses=problems(409))
async def create_reminder(
    actor: SignedIn, fields: ReminderFields, once: IdempotencyDep
) -> Response:
    """A new reminder. One whose time is past is due at once."""
    return await once.created(
        actor, "reminders", lambda tx: service.create_reminder(tx, actor, fields)
    )


@router.get("/{reminder_id}", response_model=ReminderRow, responses=problems(404))
async def get_reminder(actor: SignedIn, reminder_id: UUID) -> Response:
    """One reminder."""
    async with transaction(actor) as tx:
        reminder = await service.get_reminder(tx, actor, reminder_id)
    return json_response(reminder, version=reminder.version)


@router.put("/{reminder_id}", response_model=ReminderRow, responses=problems(404, 412))
async def replace_reminder(
    actor: SignedIn, reminder_id: UUID, fields: ReminderFields, if_match: IfMatch
) -> Response:
    """All fields anew; what is left out goes back to its default."""
    async with transaction(actor) as tx:
        reminder = await service.replace_reminder(tx, actor, reminder_id, fields, if_match)
    return json_response(reminder, version=reminder.version)


@router.patch("/{reminder_id}", response_model=ReminderRow, responses=problems(404, 412))
async def patch_reminder(
    actor: SignedIn, reminder_id: UUID, patch: ReminderPatch, if_match: IfMatch
) -> Response:
    """Changes what is named (RFC 7396). Another time or rule makes the reminder wait anew."""
    async with transaction(actor) as tx:
        reminder = await service.patch_reminder(tx, actor, reminder_id, patch, if_match)
    return json_response(reminder, version=reminder.version)


@router.delete("/{reminder_id}", status_code=204, responses=problems(404, 412))
async def delete_reminder(actor: SignedIn, reminder_id: UUID, if_match: IfMatch) -> Response:
    """Puts the reminder into the trash."""
    async with transaction(actor) as tx:
        await service.delete_reminder(tx, actor, reminder_id, if_match)
    return no_content()


@router.patch("/{reminder_id}/dismiss", response_model=ReminderRow, responses=problems(404, 412))
async def dismiss_reminder(actor: SignedIn, reminder_id: UUID, if_match: IfMatch) -> Response:
    """Dismisses the occurrence that is due, or else the next one; a series goes on after it."""
    async with transaction(actor) as tx:
        reminder = await service.dismiss_reminder(tx, actor, reminder_id, if_match)
    return json_response(reminder, version=reminder.version)


@router.patch(
    "/{reminder_id}/snooze", response_model=ReminderRow, responses=problems(404, 409, 412)
)
async def snooze_reminder(
    actor: SignedIn, reminder_id: UUID, fields: SnoozeFields, if_match: IfMatch
) -> Response:
    """Moves the occurrence that is due, or else the next one, to a later time."""
    async with transaction(actor) as tx:
        reminder = await service.snooze_reminder(tx, actor, reminder_id, fields, if_match)
    return json_response(reminder, version=reminder.version)
