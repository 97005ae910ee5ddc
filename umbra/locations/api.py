"""The routes of locations."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.database import transaction
from umbra.locations import service
from umbra.locations.service import (
    LocationFields,
    LocationFilterFields,
    LocationPatch,
    LocationRow,
    NearbyRow,
)
from umbra.web.etags import IfMatch
from umbra.web.idempotency import IdempotencyDep
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY, Page, PageQuery, page_of
from umbra.web.responses import json_response, no_content

router = APIRouter(
    prefix="/locations", tags=["locations"], dependencies=[Depends(signed_in), KNOWN_QUERY]
)


class LocationQuery(LocationFilterFields, PageQuery):
    """Which locations, in which order, from where on, how many."""


@router.get("", response_model=Page[LocationRow] | Page[NearbyRow])
async def list_locations(actor: SignedIn, query: Annotated[LocationQuery, Query()]) -> Response:
    """Locations, a page at a time; with `near` each has its distance."""
    async with transaction(actor) as tx:
        window = await service.list_window(
            tx, actor, query.filter(), query.order, after=query.after, limit=query.limit
        )
    return json_response(page_of(window, lambda row: service.cursor_of(row, query.order)))


@router.post("", status_code=201, response_model=LocationRow, responses=problems(409))
async def create_location(
    actor: SignedIn, fields: LocationFields, once: IdempotencyDep
) -> Response:
    """A new location."""
    return await once.created(
        actor, "locations", lambda tx: service.create_location(tx, actor, fields)
    )


@router.get("/{location_id}", response_model=LocationRow, responses=problems(404))
async def get_location(actor: SignedIn, location_id: UUID) -> Response:
    """One location."""
    async with transaction(actor) as tx:
        location = await service.get_location(tx, actor, location_id)
    return json_response(location, version=location.version)


@router.put("/{location_id}", response_model=LocationRow, responses=problems(404, 412))
async def replace_location(
    actor: SignedIn, location_id: UUID, fields: LocationFields, if_match: IfMatch
) -> Response:
    """All fields anew; what is left out goes back to its default."""
    async with transaction(actor) as tx:
        location = await service.replace_location(tx, actor, location_id, fields, if_match)
    return json_response(location, version=location.version)


@router.patch("/{location_id}", response_model=LocationRow, responses=problems(404, 412))
async def patch_location(
    actor: SignedIn, location_id: UUID, patch: LocationPatch, if_match: IfMatch
) -> Response:
    """Changes what is named (RFC 7396)."""
    async with transaction(actor) as tx:
        location = await service.patch_location(tx, actor, location_id, patch, if_match)
    return json_response(location, version=location.version)


@router.delete("/{location_id}", status_code=204, responses=problems(404, 412))
async def delete_location(actor: SignedIn, location_id: UUID, if_match: IfMatch) -> Response:
    """Puts the location into the trash."""
    async with transaction(actor) as tx:
        await service.delete_location(tx, actor, location_id, if_match)
    return no_content()
