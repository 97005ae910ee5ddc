"""The API's description (OpenAPI 3.1): problems, the way in, and the pages to try it on."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Collection
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException

DESCRIPTION = """
Everything the pages do, for other programs. Sign in with `POST /api/auth/login`; the answer
sets the cookie `umbra_session`. A program that is no browser sends `X-Umbra-Request: 1` along
with whatever changes anything.

Every refusal is a problem document (RFC 9457), with a sentence for each field that is wrong.
Items carry a `version`, which is also their `ETag`: name it in `If-Match` and nothing is
overwritten that you have not seen. Lists come in pages: hand `next` back as `cursor`.
"""

PROBLEM = {
    "title": "Problem",
    "description": "Why a request was refused (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/invalid-input"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "retry_after": {"type": "integer"},
        "incident": {"type": "string"},
    },
}
WORDS = {
    400: "The body could not be read.",
    401: "Nobody is signed in.",
    403: "Not allowed, or asked for by another site.",
    404: "There is nothing by that id, or it is another account's.",
    408: "The body did not arrive in time.",
    409: "That clashes with what is there.",
    412: "It changed since the version named in If-Match.",
    413: "The body is larger than 1 MiB.",
    415: "The body is not JSON.",
    422: "Some of the input is not valid; each field says why.",
    423: "The session is locked.",
    429: "Too many attempts; Retry-After says how long to wait.",
    503: "The database does not answer.",
}
INSIDE = (401, 403, 423)
CHANGING = (403,)
ASKING = (422,)
WITH_A_BODY = (400, 408, 413, 415, 422)

_DOCS = files("umbra.web").joinpath("docs.html")
_ASSETS = {
    "swagger-ui-bundle.js": ("fastapi_offline", "static/swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": ("fastapi_offline", "static/swagger-ui.css", "text/css"),
    "start.js": ("umbra.web", "docs.js", "text/javascript"),
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route may refuse with, for its `responses`, beside what follows from its kind."""
    return {status: _refusal(status) for status in statuses}


def _refusal(status: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": WORDS[status], "content": content}


def install(
    app: FastAPI, public: Collection[tuple[str, str]], not_by_token: tuple[str, ...]
) -> None:
    """Describes `app` in its OpenAPI document and serves pages to try it on.

    `public`: method and path of the routes that need no signing in; `not_by_token`: how the
    paths begin that no API token reaches.
    """
    app.openapi = _description(app, public, not_by_token)
    app.include_router(router)


def _description(
    app: FastAPI, public: Collection[tuple[str, str]], not_by_token: tuple[str, ...]
) -> Callable[[], dict[str, Any]]:
    def describe() -> dict[str, Any]:
        if not app.openapi_schema:
            made = get_openapi(
                title=app.title, version=app.version, routes=app.routes, description=DESCRIPTION
            )
            app.openapi_schema = _completed(made, public, not_by_token)
        return app.openapi_schema

    return describe


def _completed(
    made: dict[str, Any], public: Collection[tuple[str, str]], not_by_token: tuple[str, ...]
) -> dict[str, Any]:
    parts = made.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    parts["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "umbra_session"},
        "own_request": {"type": "apiKey", "in": "header", "name": "X-Umbra-Request"},
        "token": {"type": "http", "scheme": "bearer"},
    }
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            is_public = (method.upper(), path) in public
            _complete(operation, method, is_public)
            if not is_public and not path.startswith(not_by_token):
                operation["security"].append({"token": []})
    return made


def _complete(operation: dict[str, Any], method: str, is_public: bool) -> None:
    """Adds what a route asks for and refuses with because of what kind of route it is."""
    may_refuse: set[int] = set()
    changes = method != "get"
    if not is_public:
        needed: dict[str, list[str]] = {"session": []}
        operation["security"] = [needed | {"own_request": []} if changes else needed]
        may_refuse |= {*INSIDE, *ASKING}
    if changes:
        may_refuse |= {*CHANGING}
    if "requestBody" in operation:
        may_refuse |= {*WITH_A_BODY}
    responses = operation["responses"] | {str(status): _refusal(status) for status in may_refuse}
    operation["responses"] = dict(sorted(responses.items()))


router = APIRouter(include_in_schema=False)


@router.get("/api/docs")
async def try_it() -> Response:
    return Response(_DOCS.read_bytes(), media_type="text/html")


@router.get("/api/docs/{name}")
async def asset(name: str, request: Request) -> Response:
    if name not in _ASSETS:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}
    plain, packed = _contents(name)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        plain = packed
    return Response(plain, media_type=_ASSETS[name][2], headers=headers)


@lru_cache(maxsize=len(_ASSETS))
def _contents(name: str) -> tuple[bytes, bytes]:
    package, path, _ = _ASSETS[name]
    plain = files(package).joinpath(path).read_bytes()
    return plain, gzip.compress(plain, mtime=0)
