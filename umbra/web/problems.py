"""Turns errors into HTTP statuses and RFC 9457 problem documents. The only place that does."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from umbra.core import errors
from umbra.core.database_errors import database_is_away
from umbra.core.fields import invalid_input
from umbra.core.ids import new_id

STATUS: dict[type[errors.UmbraError], int] = {
    errors.InvalidInput: 422,
    errors.NotFound: 404,
    errors.StaleVersion: 412,
    errors.Conflict: 409,
    errors.NotAuthenticated: 401,
    errors.NotAllowed: 403,
    errors.Locked: 423,
    errors.TooManyAttempts: 429,
}
_TITLES = {
    400: ("unreadable", "The request could not be read"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "Method not allowed"),
    408: ("timeout", "The request took too long"),
    413: ("too-large", "The request body is too large"),
    415: ("unsupported-media-type", "The request body must be JSON"),
}
_log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Adds exception handlers that turn every error of `app`'s routes into a problem document."""
    app.add_exception_handler(errors.UmbraError, _service_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(SQLAlchemyError, _database_error)
    app.add_exception_handler(Exception, _unexpected_error)


def problem_response(error: errors.UmbraError) -> Response:
    """The problem document of a service error."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    more: dict[str, Any] = {}
    headers: dict[str, str] = {}
    if isinstance(error, errors.InvalidInput):
        more["errors"] = [{"field": e.field, "message": e.message} for e in error.errors]
    if isinstance(error, errors.Conflict) and error.__class__ is errors.Conflict and error.field:
        more["errors"] = [{"field": error.field, "message": error.detail}]
    if isinstance(error, errors.TooManyAttempts):
        headers["Retry-After"] = str(error.retry_after)
        more["retry_after"] = error.retry_after
    return document(status, error.problem, error.title, error.detail, headers, **more)


def document(
    status: int,
    problem: str,
    title: str,
    detail: str,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    """A problem document; `problem` is the last part of the relative URI in `type`."""
    body = {"type": f"/problems/{problem}", "title": title, "status": status, "detail": detail}
    return Response(
        orjson.dumps({**body, **more}),
        status_code=status,
        media_type="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


async def _service_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.UmbraError)
    return problem_response(error)


async def _validation_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(problem["type"] == "json_invalid" for problem in found):
        return document(400, *_TITLES[400], "The request body is not valid JSON.")
    named = [{**problem, "loc": _place(problem, error.body)} for problem in found]
    return problem_response(invalid_input(named))


def _place(problem: Mapping[str, Any], body: object) -> tuple[Any, ...]:
    """Where in the request a problem is, without the name of the union's member it is in."""
    _, *place = problem["loc"]
    if problem["type"].startswith("union_tag"):
        return (*place, problem["ctx"]["discriminator"].strip("'"))
    if isinstance(body, Mapping) and len(place) > 1 and place[0] == body.get("kind"):
        return tuple(place[1:])
    return tuple(place)


async def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem, title = _TITLES.get(error.status_code, ("error", "The request was refused"))
    return document(error.status_code, problem, title, title + ".", dict(error.headers or {}))


async def _database_error(request: Request, error: Exception) -> Response:
    """503 if the database can't be reached; any other database error is an unexpected error."""
    if not database_is_away(error):
        raise error
    _log.warning("The database can't be reached: requests are answered 503.")
    return document(
        503,
        "database-away",
        "The database can't be reached",
        "UMBRA can't reach its database. Try again in a moment.",
        {"Retry-After": "5"},
    )


async def _unexpected_error(request: Request, error: Exception) -> Response:
    incident = new_id()
    _log.error("Incident %s at %s %s", incident, request.method, request.url.path, exc_info=error)
    return document(
        500,
        "broke",
        "Something went wrong on the server",
        f"This is an error of UMBRA, not yours. The log has details under {incident}.",
        incident=str(incident),
    )
