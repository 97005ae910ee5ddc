"""The routes of the trash."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.database import transaction
from umbra.kinds import KINDS
from umbra.trash import service
from umbra.trash.service import Restored, TrashRow
from umbra.web.etags import IfMatch
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, Page, PageQuery, page_of
from umbra.web.responses import json_response, no_content

router = APIRouter(prefix="/trash", tags=["trash"], dependencies=[Depends(signed_in), KNOWN_QUERY])


class OfKind(BaseModel):
    """Which kind of items; left out, all of them. The service knows the kinds."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[
        str | None, Field(json_schema_extra={"enum": [kind.name for kind in KINDS]})
    ] = None


class TrashQuery(OfKind, PageQuery):
    """Which kind of items, from where on, how many."""


@router.get("", response_model=Page[TrashRow])
async def list_trash(actor: SignedIn, query: Annotated[TrashQuery, Query()]) -> Response:
    """The items deleted in the last 30 days, last deleted first."""
    async with transaction(actor) as tx:
        window = await service.list_trash(
            tx, actor, kind=query.kind, after=query.after, limit=query.limit
        )
    return json_response(page_of(window, service.cursor_of))


@router.delete("", status_code=204)
async def empty_trash(actor: SignedIn, query: Annotated[OfKind, Query()]) -> Response:
    """Deletes everything in the trash for good, or all items of a kind."""
    async with transaction(actor) as tx:
        await service.empty_trash(tx, actor, query.kind)
    return no_content()


@router.delete("/{item_id}", status_code=204, responses=problems(404, 412))
async def delete_for_good(actor: SignedIn, item_id: UUID, if_match: IfMatch) -> Response:
    """Deletes an item in the trash for good."""
    async with transaction(actor) as tx:
        await service.delete_for_good(tx, actor, item_id, if_match)
    return no_content()


@router.post("/{item_id}/restore", response_model=Restored, responses=problems(404, 409))
async def restore(actor: SignedIn, item_id: UUID) -> Response:
    """Restores an item to where it was."""
    async with transaction(actor) as tx:
        restored = await service.restore(tx, actor, item_id)
    return json_response(restored, version=restored.version)
