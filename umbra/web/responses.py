"""Answers as bytes, made by orjson straight from what a service returns."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import Response

from umbra.web.etags import etag


def json_response(
    value: Any, status: int = 200, *, version: int | None = None, location: str | None = None
) -> Response:
    """`value` (dataclasses, ids, dates and all) as JSON; `version` becomes the entity tag."""
    return Json(orjson.dumps(value), status, version=version, location=location)


def no_content() -> Response:
    """Done, and there is nothing to say about it."""
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


class Json(Response):
    """A JSON answer whose bytes are there already. Never to be kept by anybody between."""

    media_type = "application/json"

    def __init__(
        self,
        body: bytes,
        status: int = 200,
        *,
        version: int | None = None,
        location: str | None = None,
    ) -> None:
        headers = {"Cache-Control": "no-store"}
        if version is not None:
            headers["ETag"] = etag(version)
        if location is not None:
            headers["Location"] = location
        super().__init__(body, status, headers)
