"""Whether the house is up, for whatever watches over it. Public, and without any data."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from umbra.database import database
from umbra.web.openapi import problems
from umbra.web.problems import document
from umbra.web.responses import json_response

PATIENCE = 2.0
"""Seconds the database may take to answer."""

Check = Callable[[], str | None]
checks: list[Check] = []
"""What else has to work: a sentence says what does not. The composition root fills this."""

router = APIRouter(prefix="/health", tags=["health"])


@dataclass(frozen=True, slots=True)
class Health:
    """All is well."""

    status: Literal["ok"] = "ok"


@router.get("/live", response_model=Health)
async def live() -> Response:
    """The process answers."""
    return _fine()


@router.get("/ready", response_model=Health, responses=problems(503))
async def ready() -> Response:
    """The process answers, its database too, and live updates arrive; 503 when not."""
    try:
        async with asyncio.timeout(PATIENCE):
            await database().fetch_one(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError, RuntimeError):
        return _not_ready("The database does not answer.")
    for check in checks:
        if (trouble := check()) is not None:
            return _not_ready(trouble)
    return _fine()


def _not_ready(trouble: str) -> Response:
    return document(503, "not-ready", "Not ready", trouble)


def _fine() -> Response:
    return json_response(Health())
