"""ASGI middleware around all responses: security headers, caching headers, closed routes.

Plain ASGI, so that nothing is buffered and websockets pass through unchanged. The
Content-Security-Policy is built by `content_policy`.
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
"""Reflex's own HTTP routes, which UMBRA does not need, and `/api`, which is not a page.

Events are accepted by websocket only: `/_event` answers no plain HTTP request.
"""

BUILD = Path(".web") / "build" / "client"

_HASHED_ASSET = re.compile(r"^/assets/.+-[\w-]{8}\.\w+$")
_SCRIPT_OR_STYLE = re.compile(r"\.(js|css)$")
_FOUND = frozenset({HTTPStatus.OK, HTTPStatus.NOT_MODIFIED})
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_TWO_YEARS = "max-age=63072000"
_SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}
_OF_DOCUMENTS = ("Cross-Origin-Opener-Policy", "Permissions-Policy")
"""Headers that browsers obey in documents and workers alone (HTML 7.1.3, Permissions Policy 6)."""

_NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def edge(app: ASGIApp) -> ASGIApp:
    """`app` with all middleware of this module and the built assets."""
    return Headers(BuiltAssets(ClosedRoutes(PageAddresses(app, BUILD)), BUILD))


def content_policy(script_hashes: Iterable[str], tile_origin: str | None = None) -> str:
    """The Content-Security-Policy (CSP) of the pages; `script_hashes` are of inline scripts.

    Images may come from `tile_origin`, the origin of the administrator's tile server, too.
    """
    sources = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *script_hashes]),
        "style-src": "'self'",
        "img-src": " ".join(filter(None, ["'self' data:", tile_origin])),
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def other_files(build: Path) -> frozenset[str]:
    """The paths of all files in `build` that are not pages."""
    return frozenset(
        f"/{file.relative_to(build).as_posix()}"
        for file in build.rglob("*")
        if file.is_file() and file.suffix != ".html"
    )


def script_hashes(build: Path) -> list[str]:
    """The CSP hash sources (SHA-256) of all inline scripts in the built pages, byte for byte."""
    found = set()
    for page in build.rglob("*.html"):
        for script in _INLINE_SCRIPT.findall(page.read_bytes().decode()):
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            found.add(f"'sha256-{digest}'")
    return sorted(found)


class Headers:
    """Adds the security and caching headers to every response.

    The policy depends on the response, not on the path: the "not found" page is a page at any
    path.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.policy_name = "Content-Security-Policy"
        self.policy = content_policy(script_hashes(BUILD), settings().tile_origin)
        self.other_files = other_files(BUILD)
        if in_development():  # Vite inlines scripts that change at every save
            self.policy_name += "-Report-Only"
        self.always = dict(_SECURITY_HEADERS)
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
        if immutable and _SCRIPT_OR_STYLE.search(path):
            for name in _OF_DOCUMENTS:  # 6 KB of a first load, in some thirty files
                del headers[name]
        headers.setdefault(
            "Cache-Control", "public, max-age=31536000, immutable" if immutable else "no-cache"
        )

    def _is_page(self, headers: MutableHeaders, path: str, status: int) -> bool:
        """Whether the response is HTML. A 304 has no Content-Type, so the built files decide.

        A 304's headers replace those that the browser stored with the page or file.
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
            response = document(404, "not-found", "Not found", "There is nothing at this address.")
            await response(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class PageAddresses:
    """Serves a built page at its path directly, without a redirect to the path with a slash.

    The redirect would use the scheme that this process sees, which behind a proxy is not the
    scheme that the browser uses.
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
