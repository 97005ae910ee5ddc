"""The API's OpenAPI 3.1 document (problem documents, authentication) and Swagger UI."""

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
Everything the pages can do, for other programs. Sign in with `POST /api/auth/login`; the response
sets the cookie `umbra_session`. Programs other than browsers send the header `X-Umbra-Request: 1`
with every request that changes something.

Every error is a problem document (RFC 9457), with a message for each invalid field. Items have a
`version`, which is also their `ETag`: send it in `If-Match`, and your change never overwrites a
version that you have not seen. Lists are paginated: send `next` as `cursor` to get the next page.
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
STATUS_DESCRIPTIONS = {
    400: "The request body could not be read.",
    401: "Not signed in.",
    403: "Not allowed, or a cross-site request.",
    404: "Nothing was found with that id, or it belongs to another account.",
    408: "The request body did not arrive in time.",
    409: "Conflicts with existing data.",
    412: "Changed since the version in If-Match.",
    413: "The request body is too large: JSON can have 1 MiB.",
    415: "The request body is not JSON, or not of a type that the route takes.",
    422: "Some fields are not valid; `errors` names each.",
    423: "The session is locked.",
    429: "Too many attempts; Retry-After has the seconds to wait.",
    503: "The database does not answer.",
}
OF_SIGNED_IN_ROUTES = (401, 403, 423, 422)
OF_CHANGES = (403,)
OF_BODIES = (400, 408, 413, 415, 422)

_DOCS = files("umbra.web").joinpath("docs.html")
_ASSETS = {
    "swagger-ui-bundle.js": ("fastapi_offline", "static/swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": ("fastapi_offline", "static/swagger-ui.css", "text/css"),
    "start.js": ("umbra.web", "docs.js", "text/javascript"),
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error responses of a route, for its `responses`.

    Those that all routes of its kind have are added by `install`.
    """
    return {status: _problem_response(status) for status in statuses}


def _problem_response(status: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": STATUS_DESCRIPTIONS[status], "content": content}


def install(
    app: FastAPI, public: Collection[tuple[str, str]], not_by_token: tuple[str, ...]
) -> None:
    """Completes `app`'s OpenAPI document and serves Swagger UI at `/api/docs`.

    `public`: method and path of the routes that need no sign-in; `not_by_token`: prefixes of the
    paths that can't be used with an API token.
    """
    app.openapi = _description(app, public, not_by_token)
    app.include_router(router)


def _description(
    app: FastAPI, public: Collection[tuple[str, str]], not_by_token: tuple[str, ...]
) -> Callable[[], dict[str, Any]]:
    def describe() -> dict[str, Any]:
        if not app.openapi_schema:
            document = get_openapi(
                title=app.title, version=app.version, routes=app.routes, description=DESCRIPTION
            )
            app.openapi_schema = _completed(document, public, not_by_token)
        return app.openapi_schema

    return describe


def _completed(
    document: dict[str, Any], public: Collection[tuple[str, str]], not_by_token: tuple[str, ...]
) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "umbra_session"},
        "own_request": {"type": "apiKey", "in": "header", "name": "X-Umbra-Request"},
        "token": {"type": "http", "scheme": "bearer"},
    }
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            is_public = (method.upper(), path) in public
            _complete(operation, method, is_public)
            if not is_public and not path.startswith(not_by_token):
                operation["security"].append({"token": []})
    return document


def _complete(operation: dict[str, Any], method: str, is_public: bool) -> None:
    """Adds the security requirements and error responses that all routes of its kind have."""
    errors: set[int] = set()
    changes = method != "get"
    if not is_public:
        needed: dict[str, list[str]] = {"session": []}
        operation["security"] = [needed | {"own_request": []} if changes else needed]
        errors |= {*OF_SIGNED_IN_ROUTES}
    if changes:
        errors |= {*OF_CHANGES}
    if "requestBody" in operation:
        errors |= {*OF_BODIES}
    responses = operation["responses"] | {
        str(status): _problem_response(status) for status in errors
    }
    operation["responses"] = dict(sorted(responses.items()))


router = APIRouter(include_in_schema=False)


@router.get("/api/docs")
async def swagger_ui() -> Response:
    return Response(_DOCS.read_bytes(), media_type="text/html")


@router.get("/api/docs/{name}")
async def asset(name: str, request: Request) -> Response:
    if name not in _ASSETS:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}
    content, compressed = _contents(name)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        content = compressed
    return Response(content, media_type=_ASSETS[name][2], headers=headers)


@lru_cache(maxsize=len(_ASSETS))
def _contents(name: str) -> tuple[bytes, bytes]:
    package, path, _ = _ASSETS[name]
    plain = files(package).joinpath(path).read_bytes()
    return plain, gzip.compress(plain, mtime=0)
