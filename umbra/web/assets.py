"""The built scripts and styles, answered from memory.

A page asks for some twenty of them at once, and each would otherwise pass every layer of
the house, a thread and the disk. Their names carry a digest of their content, so what is
read at the start stays true.
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
"""Best first, with the ending of the file compressed so."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is, and as it was compressed beside it by the build."""

    media_type: str
    plain: bytes
    encoded: dict[str, bytes]

    def answer(self, accepted: frozenset[str]) -> Response:
        headers = {"Vary": "Accept-Encoding"}
        for encoding, content in self.encoded.items():
            if encoding in accepted:
                headers["Content-Encoding"] = encoding
                return Response(content, media_type=self.media_type, headers=headers)
        return Response(self.plain, media_type=self.media_type, headers=headers)


class BuiltAssets:
    """Answers GET for the assets of `build`; everything else is `app`'s."""

    def __init__(self, app: ASGIApp, build: Path) -> None:
        self.app = app
        self.assets = {f"/{FOLDER}/{name}": asset for name, asset in _read(build / FOLDER)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            asset = self.assets.get(scope["path"])
            if asset is not None:
                accepted = Headers(scope=scope).get("accept-encoding", "")
                await asset.answer(_names(accepted))(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _read(folder: Path) -> Iterator[tuple[str, Asset]]:
    for path in folder.glob("*"):
        media_type = guess_type(path.name)[0]
        if path.suffix in ENCODINGS.values() or media_type is None:
            continue
        beside = {name: path.with_name(path.name + end) for name, end in ENCODINGS.items()}
        encoded = {name: packed.read_bytes() for name, packed in beside.items() if packed.exists()}
        yield path.name, Asset(media_type, path.read_bytes(), encoded)


def _names(accepted: str) -> frozenset[str]:
    """The codings that an Accept-Encoding names and does not refuse (RFC 9110 section 12.5.3)."""
    named = (part.strip().partition(";") for part in accepted.lower().split(","))
    return frozenset(name.strip() for name, _, weight in named if weight.strip() != "q=0")
