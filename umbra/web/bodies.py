"""Limits of request bodies: JSON of at most 1 MiB, or a declared upload, within a time limit."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from umbra.config import settings
from umbra.web.problems import document

LARGEST_BODY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A route whose body is a file: its method, the form of its path, and the largest size.

    The route itself refuses other media types, after it has checked who calls.
    """

    method: str
    path: re.Pattern[str]
    largest: int


uploads: list[Upload] = []
"""The routes that take files. The composition root adds them."""

_JSON = re.compile(r"application/([a-z0-9.!#$&^_-]+\+)?json", re.IGNORECASE)
_TOO_SLOW = "The request body did not arrive in time."


class JsonBodies:
    """Refuses bodies below `/api` that are not JSON (415), larger than 1 MiB (413) or slow (408).

    A route of `uploads` has another size, and checks the media type itself.

    The received bytes are counted, because a chunked body has no Content-Length. A body has
    to arrive completely within `UMBRA_REQUEST_SECONDS` after the head.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._seconds = settings().request_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        upload = _upload_of(scope)
        largest = upload.largest if upload else LARGEST_BODY
        if not length.isdigit() or int(length) > largest:
            too_large = document(
                413, "too-large", "The request body is too large", _too_large(largest)
            )
            await too_large(scope, receive, send)
            return
        has_body = length != "0" or "transfer-encoding" in headers
        media_type = headers.get("content-type", "").partition(";")[0].strip()
        if upload is None and has_body and not _JSON.fullmatch(media_type):
            await document(
                415,
                "unsupported-media-type",
                "The request body must be JSON",
                "Send it with Content-Type: application/json.",
            )(scope, receive, send)
            return
        await self._app(scope, _bounded(receive, self._seconds, largest), send)


def _upload_of(scope: Scope) -> Upload | None:
    return next(
        (
            one
            for one in uploads
            if one.method == scope["method"] and one.path.fullmatch(scope["path"])
        ),
        None,
    )


def _too_large(largest: int) -> str:
    return f"The request body can have at most {largest // (1024 * 1024)} MiB."


def _bounded(receive: Receive, seconds: float, largest: int) -> Receive:
    """`receive`, wrapped to raise HTTPException if the body is too large or too slow."""
    total, complete = 0, False
    deadline = asyncio.get_running_loop().time() + seconds

    async def bounded() -> Message:
        nonlocal total, complete
        try:
            async with asyncio.timeout_at(None if complete else deadline):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, _TOO_SLOW, {"Connection": "close"}) from None
        complete = not message.get("more_body", False)
        total += len(message.get("body", b""))
        if total > largest:
            raise HTTPException(413, _too_large(largest))
        return message

    return bounded
