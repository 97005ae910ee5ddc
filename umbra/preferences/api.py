"""Routes for the account's settings."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.database import transaction
from umbra.preferences import service
from umbra.preferences.service import SettingsFields, SettingsRow
from umbra.web.etags import IfMatch
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY
from umbra.web.responses import json_response

router = APIRouter(
    prefix="/settings", tags=["settings"], dependencies=[Depends(signed_in), KNOWN_QUERY]
)


@router.get("", response_model=SettingsRow)
async def get_settings(actor: SignedIn) -> Response:
    """Returns the account's settings, with their version as the ETag."""
    async with transaction(actor) as tx:
        settings = await service.get_settings(tx, actor)
    return json_response(settings, version=settings.version)


@router.put("", response_model=SettingsRow, responses=problems(412))
async def put_settings(actor: SignedIn, fields: SettingsFields, if_match: IfMatch) -> Response:
    """Replaces all settings; a field that is left out gets its default.

    With `If-Match`, 412 if the version has changed (optimistic locking).
    """
    async with transaction(actor) as tx:
        settings = await service.put_settings(tx, actor, fields, if_match)
    return json_response(settings, version=settings.version)


@router.patch("", response_model=SettingsRow, responses=problems(412))
async def patch_settings(actor: SignedIn, patch: SettingsFields, if_match: IfMatch) -> Response:
    """Changes the fields that are sent (JSON Merge Patch, RFC 7396).

    With `If-Match`, 412 if the version has changed (optimistic locking).
    """
    async with transaction(actor) as tx:
        settings = await service.patch_settings(tx, actor, patch, if_match)
    return json_response(settings, version=settings.version)
