"""The routes of the trash."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.database import transaction
from umbra.trash import service
from umbra.trash.service import Restored, TrashRow
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, Page, PageQuery, page_of
from umbra.web.responses import json_response

router = APIRouter(prefix="/trash", tags=["trash"], dependencies=[Depends(signed_in), KNOWN_QUERY])


@router.get("", response_model=Page[TrashRow])
async def list_trash(actor: SignedIn, query: Annotated[PageQuery, Query()]) -> Response:
    """The items deleted in the last 30 days."""
    async with transaction(actor) as tx:
        window = await service.list_trash(tx, actor, after=query.after, limit=query.limit)
    return json_response(page_of(window, service.cursor_of))


@router.post("/{item_id}/restore", response_model=Restored, responses=problems(404))
async def restore(actor: SignedIn, item_id: UUID) -> Response:
    """Restores an item to where it was."""
    async with transaction(actor) as tx:
        restored = await service.restore(tx, actor, item_id)
    return json_response(restored, version=restored.version)
