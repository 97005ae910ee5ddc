"""The routes of alerts."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.alerts import service
from umbra.alerts.fields import SnoozeFields
from umbra.alerts.models import State
from umbra.alerts.service import AlertFilter, AlertRow
from umbra.database import transaction
from umbra.recurrence.fields import Moment
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, Page, PageQuery, page_of
from umbra.web.responses import json_response

router = APIRouter(
    prefix="/alerts", tags=["alerts"], dependencies=[Depends(signed_in), KNOWN_QUERY]
)


class AlertQuery(PageQuery):
    """Which alerts, from where on, how many. `to` is exclusive."""

    state: State | None = None
    since: Moment | None = Field(None, alias="from")
    until: Moment | None = Field(None, alias="to")


@router.get("", response_model=Page[AlertRow])
async def list_alerts(actor: SignedIn, query: Annotated[AlertQuery, Query()]) -> Response:
    """What is planned, what was due and what became of it, by time, a page at a time."""
    which = AlertFilter(query.state, query.since, query.until)
    async with transaction(actor) as tx:
        window = await service.list_window(tx, actor, which, after=query.after, limit=query.limit)
    return json_response(page_of(window, service.cursor_of))


@router.patch("/{alert_id}/dismiss", response_model=AlertRow, responses=problems(404))
async def dismiss_alert(actor: SignedIn, alert_id: UUID) -> Response:
    """Dismisses an alert; that of a reminder dismisses the reminder's occurrence."""
    async with transaction(actor) as tx:
        alert = await service.dismiss_alert(tx, actor, alert_id)
    return json_response(alert, version=alert.version)


@router.patch("/{alert_id}/snooze", response_model=AlertRow, responses=problems(404, 409))
async def snooze_alert(actor: SignedIn, alert_id: UUID, fields: SnoozeFields) -> Response:
    """Moves an alert to a later time; the time of its item stays."""
    async with transaction(actor) as tx:
        alert = await service.snooze_alert(tx, actor, alert_id, fields.until)
    return json_response(alert, version=alert.version)
