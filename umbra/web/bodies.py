"""What a request may carry: JSON, at most 1 MiB of it, in bounded time."""

from __future__ import annotations

import asyncio
import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from umbra.config import settings
from umbra.web.problems import document

LARGEST_BODY = 1024 * 1024

_JSON = re.compile(r"application/([a-z0-9.!#$&^_-]+\+)?json", re.IGNORECASE)
_TOO_LARGE = "A body can have at most 1 MiB."
_TOO_SLOW = "The body did not arrive in time."


class JsonBodies:
    """Refuses bodies below `/api` that are no JSON (415), larger than 1 MiB (413), or slow (408).

    The length is not only believed but counted: a body sent in chunks names none. A body has
    `UMBRA_REQUEST_SECONDS` from the end of the head on to arrive whole.
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
        if not length.isdigit() or int(length) > LARGEST_BODY:
            await document(413, "too-large", "The body is too large", _TOO_LARGE)(
                scope, receive, send
            )
            return
        carries = length != "0" or "transfer-encoding" in headers
        kind = headers.get("content-type", "").partition(";")[0].strip()
        if carries and not _JSON.fullmatch(kind):
            await document(
                415,
                "unsupported-media-type",
                "The body must be JSON",
                "Send it as application/json.",
            )(scope, receive, send)
            return
        await self._app(scope, _bounded(receive, self._seconds), send)


def _bounded(receive: Receive, seconds: float) -> Receive:
    """`receive`, which raises HTTPException when the body is too large or too slow."""
    total, whole = 0, False
    deadline = asyncio.get_running_loop().time() + seconds

    async def bounded() -> Message:
        nonlocal total, whole
        try:
            async with asyncio.timeout_at(None if whole else deadline):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, _TOO_SLOW, {"Connection": "close"}) from None
        whole = not message.get("more_body", False)
        total += len(message.get("body", b""))
        if total > LARGEST_BODY:
            raise HTTPException(413, _TOO_LARGE)
        return message

    return bounded
