"""JSON responses, serialized by orjson directly from the results of services."""

from __future__ import annotations

import re
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

import orjson
from fastapi import Response

from umbra.web.etags import etag

_NOT_PLAIN = re.compile(r"[^\w .-]", re.ASCII)


def json_response(
    value: Any, status: int = 200, *, version: int | None = None, location: str | None = None
) -> Response:
    """`value` (dataclasses, ids, dates and so on) as JSON; `version` becomes the ETag."""
    return Json(orjson.dumps(value), status, version=version, location=location)


def file_response(content: bytes, media_type: str, name: str) -> Response:
    """A file in UTF-8 to download under `name` (RFC 6266), which no cache may store.

    The name is given in ASCII too, for clients that know no other.
    """
    plain = _NOT_PLAIN.sub("_", normalize("NFKD", name).encode("ascii", "ignore").decode())
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{plain}"; '
        f"filename*=UTF-8''{quote(name, safe='')}",
    }
    return Response(content, media_type=f"{media_type}; charset=utf-8", headers=headers)


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
