"""The routes of the trash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.database import transaction
from umbra.trash import service
from umbra.trash.service import Restored, TrashRow
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, PageQuery, encoded
from umbra.web.responses import json_response

router = APIRouter(prefix="/trash", tags=["trash"], dependencies=[Depends(signed_in), KNOWN_QUERY])


@dataclass(frozen=True, slots=True)
class TrashPage:
    """What was deleted, the latest first, and the cursor of the page after, if there is one."""

    items: Sequence[TrashRow]
    next: str | None


@router.get("", response_model=TrashPage)
async def list_trash(actor: SignedIn, query: Annotated[PageQuery, Query()]) -> Response:
    """What was deleted in the last 30 days."""
    async with transaction(actor) as tx:
        window = await service.list_trash(tx, actor, after=query.after, limit=query.limit)
    last = service.cursor_of(window.rows[-1]) if window.has_after else None
    return json_response(TrashPage(window.rows, encoded(last) if last else None))


@router.post("/{item_id}/restore", response_model=Restored, responses=problems(404))
async def restore(actor: SignedIn, item_id: UUID) -> Response:
    """Brings it back to where it was."""
    async with transaction(actor) as tx:
        restored = await service.restore(tx, actor, item_id)
    return json_response(restored, version=restored.version)
