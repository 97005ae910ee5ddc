"""The routes of people that are no JSON: the photo, and the person as a vCard."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.core.errors import InvalidInput
from umbra.database import transaction
from umbra.people import photos, service
from umbra.people.images import MEDIA_TYPES, photo_from
from umbra.people.photos import LARGEST_PHOTO, Size
from umbra.people.rules import PersonRow
from umbra.people.vcard import vcard_of
from umbra.web.bodies import Upload
from umbra.web.etags import IfMatch
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY
from umbra.web.problems import document
from umbra.web.responses import file_response, json_response, no_content

router = APIRouter(
    prefix="/people", tags=["people"], dependencies=[Depends(signed_in), KNOWN_QUERY]
)

PHOTO_UPLOAD = Upload("PUT", re.compile(r"/api/people/[^/]+/photo"), LARGEST_PHOTO)

_thread = ThreadPoolExecutor(1, thread_name_prefix="umbra-photo")
"""Reads one image at a time. Those that wait take no thread that other work needs."""

_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_TEXT: dict[str, Any] = {"schema": {"type": "string"}}
_IMAGE_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": dict.fromkeys(MEDIA_TYPES, _BINARY)}
}


class PhotoQuery(BaseModel):
    """The size of a photo: at most 2048 or 512 pixels a side, or a square of 96.

    `v` is not read: with the person's `photo` as its value a new photo has a new address.
    """

    model_config = ConfigDict(extra="forbid")

    size: Size = "large"
    v: str = ""


@router.get(
    "/{person_id}/photo",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": _BINARY}}, **problems(404)},
)
async def get_photo(
    actor: SignedIn,
    person_id: UUID,
    query: Annotated[PhotoQuery, Query()],
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The photo of the person, as JPEG; 304 for one that `If-None-Match` names."""
    async with transaction(actor) as tx:
        found, image = await photos.read_photo(tx, actor, person_id, query.size)
    etag = f'"{found}-{query.size}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if if_none_match is not None and etag in (one.strip() for one in if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(image, media_type="image/jpeg", headers=headers)


@router.put(
    "/{person_id}/photo",
    response_model=PersonRow,
    responses=problems(404, 412),
    openapi_extra=_IMAGE_BODY,
)
async def put_photo(
    actor: SignedIn, person_id: UUID, request: Request, if_match: IfMatch
) -> Response:
    """Gives the person a photo: a JPEG, PNG or WebP of at most 5 MiB and 40 million pixels.

    It is turned upright and written anew, without anything else that was in the file.
    """
    async with transaction(actor) as tx:
        await service.get_person(tx, actor, person_id)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        return document(
            415,
            "unsupported-media-type",
            "The request body must be an image",
            f"Send it with one of the Content-Types {', '.join(MEDIA_TYPES)}.",
        )
    data = await request.body()
    if not data:
        raise InvalidInput.at("photo", "Is required: send the image as the body.")
    photo = await asyncio.get_running_loop().run_in_executor(_thread, photo_from, data)
    async with transaction(actor) as tx:
        person = await photos.set_photo(tx, actor, person_id, photo, if_match)
    return json_response(person, version=person.version)


@router.delete("/{person_id}/photo", status_code=204, responses=problems(404, 412))
async def delete_photo(actor: SignedIn, person_id: UUID, if_match: IfMatch) -> Response:
    """Deletes the photo of the person for good."""
    async with transaction(actor) as tx:
        await photos.delete_photo(tx, actor, person_id, if_match)
    return no_content()


@router.get(
    "/{person_id}.vcf",
    response_class=Response,
    responses={200: {"content": {"text/vcard": _TEXT}}, **problems(404)},
)
async def get_vcard(actor: SignedIn, person_id: UUID) -> Response:
    """The person as a vCard 4.0 (RFC 6350), to download."""
    async with transaction(actor) as tx:
        person = await service.get_person(tx, actor, person_id)
        image = None
        if person.photo is not None:
            _, image = await photos.read_photo(tx, actor, person_id, "medium")
    return file_response(vcard_of(person, image), "text/vcard", f"{person.name}.vcf")
