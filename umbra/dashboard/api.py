"""The route for the dashboard."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.dashboard import service
from umbra.dashboard.service import Dashboard
from umbra.database import transaction
from umbra.web.paging import KNOWN_QUERY
from umbra.web.responses import json_response

router = APIRouter(
    prefix="/dashboard", tags=["dashboard"], dependencies=[Depends(signed_in), KNOWN_QUERY]
)


@router.get("", response_model=Dashboard)
async def get_dashboard(actor: SignedIn) -> Response:
    """Returns the todos due today in the owner's time zone, the overdue ones, and counts."""
    async with transaction(actor) as tx:
        return json_response(await service.get_dashboard(tx, actor))
