"""The route of tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Response

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.database import transaction
from umbra.tags import service
from umbra.tags.service import TagCount
from umbra.web.paging import KNOWN_QUERY
from umbra.web.responses import json_response

router = APIRouter(prefix="/tags", tags=["tags"], dependencies=[Depends(signed_in), KNOWN_QUERY])


@dataclass(frozen=True, slots=True)
class Tags:
    """All tags in use, by name."""

    items: Sequence[TagCount]


@router.get("", response_model=Tags)
async def list_tags(actor: SignedIn) -> Response:
    """The tags in use, each with the number of its items."""
    async with transaction(actor) as tx:
        return json_response(Tags(await service.list_tags(tx, actor)))
