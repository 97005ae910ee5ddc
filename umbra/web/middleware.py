"""What stands around every answer of the house: headers, and closed doors.

Plain ASGI, so that nothing is buffered and websockets pass untouched. The policy is data:
`content_policy` says what a page may do, source by source.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from umbra.config import in_development, settings
from umbra.web.assets import BuiltAssets
from umbra.web.problems import document

CLOSED = re.compile(r"^/((ping|_event|_health|_all_routes|auth-codespace|_upload)(/|$)|api$)")
"""Reflex's own HTTP routes, which nothing of the house needs; and `/api`, which is no page.

Events come by websocket alone: `/_event` answers no plain request.
"""

BUILD = Path(".web") / "build" / "client"

_HASHED_ASSET = re.compile(r"^/assets/.+-[\w-]{8}\.\w+$")
_FOUND = frozenset({HTTPStatus.OK, HTTPStatus.NOT_MODIFIED})
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_TWO_YEARS = "max-age=63072000"
_SENT_BY_ALL = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}
_NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def edge(app: ASGIApp) -> ASGIApp:
    """`app` behind the house's headers, its closed doors closed."""
    return Headers(BuiltAssets(ClosedRoutes(PageAddresses(app, BUILD)), BUILD))


def content_policy(script_hashes: Iterable[str]) -> str:
    """The Content-Security-Policy of a page whose inline scripts have these hashes."""
    sources = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *script_hashes]),
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def other_files(build: Path) -> frozenset[str]:
    """The paths of everything in `build` that is no page."""
    return frozenset(
        f"/{file.relative_to(build).as_posix()}"
        for file in build.rglob("*")
        if file.is_file() and file.suffix != ".html"
    )


def script_hashes(build: Path) -> list[str]:
    """The SHA-256 sources of all inline scripts in the built pages, newlines untouched."""
    found = set()
    for page in build.rglob("*.html"):
        for script in _INLINE_SCRIPT.findall(page.read_bytes().decode()):
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            found.add(f"'sha256-{digest}'")
    return sorted(found)


class Headers:
    """Puts the security and caching headers on every answer.

    The policy follows what is answered, not what was asked for: the page that says that nothing
    is there is a page at any address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.policy_name = "Content-Security-Policy"
        self.policy = content_policy(script_hashes(BUILD))
        self.other_files = other_files(BUILD)
        if in_development():  # Vite inlines scripts that change at every save
            self.policy_name += "-Report-Only"
        self.always = dict(_SENT_BY_ALL)
        if settings().secure:
            self.always["Strict-Transport-Security"] = _TWO_YEARS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), path, message["status"])
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, path: str, status: int) -> None:
        for name, value in self.always.items():
            headers[name] = value
        if path.startswith("/api/") and not path.startswith("/api/docs"):
            headers["Content-Security-Policy"] = _NO_PAGE_POLICY
            headers.setdefault("Cache-Control", "no-store")
            return
        is_page = self._is_page(headers, path, status)
        headers[self.policy_name] = self.policy if is_page else _NO_PAGE_POLICY
        immutable = status in _FOUND and _HASHED_ASSET.match(path)
        headers.setdefault(
            "Cache-Control", "public, max-age=31536000, immutable" if immutable else "no-cache"
        )

    def _is_page(self, headers: MutableHeaders, path: str, status: int) -> bool:
        """Whether HTML is answered. A 304 names no type, so there the built files tell.

        Its headers replace those that the browser kept with the page or file.
        """
        if status == HTTPStatus.NOT_MODIFIED:
            return path not in self.other_files
        return headers.get("content-type", "").startswith("text/html")


class ClosedRoutes:
    """Answers Reflex's own HTTP routes as if they did not exist."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and CLOSED.match(scope["path"]):
            answer = document(404, "not-found", "Not found", "There is nothing at this address.")
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class PageAddresses:
    """Serves a built page at its address as it is, not by a redirect to one with a slash.

    The redirect would name the scheme this process sees, which behind a proxy is not the
    one the browser uses.
    """

    def __init__(self, app: ASGIApp, build: Path) -> None:
        self.app = app
        self.pages = {
            f"/{page.parent.relative_to(build).as_posix()}" for page in build.rglob("index.html")
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in self.pages:
            scope = {**scope, "path": f"{scope['path']}/"}
        await self.app(scope, receive, send)
