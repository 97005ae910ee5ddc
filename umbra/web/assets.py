"""The built scripts and styles, served from memory.

A page loads about twenty of them at once, and each would otherwise pass through all middleware,
a thread and the disk. Their names contain a hash of their content, so the files read at the start
stay valid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER = "assets"
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Content codings in order of preference, with the suffix of the compressed file."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file's content: uncompressed, and compressed by coding as the build wrote it."""

    media_type: str
    plain: bytes
    encoded: dict[str, bytes]

    def response(self, accepted: frozenset[str]) -> Response:
        headers = {"Vary": "Accept-Encoding"}
        for encoding, content in self.encoded.items():
            if encoding in accepted:
                headers["Content-Encoding"] = encoding
                return Response(content, media_type=self.media_type, headers=headers)
        return Response(self.plain, media_type=self.media_type, headers=headers)


class BuiltAssets:
    """ASGI middleware that answers GET for the assets in `build`; passes the rest to `app`."""

    def __init__(self, app: ASGIApp, build: Path) -> None:
        self.app = app
        self.assets = {f"/{FOLDER}/{name}": asset for name, asset in _read(build / FOLDER)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            asset = self.assets.get(scope["path"])
            if asset is not None:
                accepted = Headers(scope=scope).get("accept-encoding", "")
                await asset.response(_codings(accepted))(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _read(folder: Path) -> Iterator[tuple[str, Asset]]:
    for path in folder.glob("*"):
        media_type = guess_type(path.name)[0]
        if path.suffix in ENCODINGS.values() or media_type is None:
            continue
        files = {name: path.with_name(path.name + suffix) for name, suffix in ENCODINGS.items()}
        encoded = {name: file.read_bytes() for name, file in files.items() if file.exists()}
        yield path.name, Asset(media_type, path.read_bytes(), encoded)


def _codings(accepted: str) -> frozenset[str]:
    """The codings that an Accept-Encoding header accepts (RFC 9110 section 12.5.3)."""
    named = (part.strip().partition(";") for part in accepted.lower().split(","))
    return frozenset(name.strip() for name, _, weight in named if weight.strip() != "q=0")
