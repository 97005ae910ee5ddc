"""JSON responses, serialized by orjson directly from the results of services."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import Response

from umbra.web.etags import etag


def json_response(
    value: Any, status: int = 200, *, version: int | None = None, location: str | None = None
) -> Response:
    """`value` (dataclasses, ids, dates and so on) as JSON; `version` becomes the ETag."""
    return Json(orjson.dumps(value), status, version=version, location=location)


def no_content() -> Response:
    """204: done, without a body."""
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


class Json(Response):
    """A JSON response from serialized bytes, which no cache may store (`no-store`)."""

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
