"""Health checks (liveness and readiness) for monitoring. Public, without any private data."""

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

DATABASE_SECONDS = 2.0
"""Timeout in seconds for the database's answer."""

Check = Callable[[], str | None]
checks: list[Check] = []
"""Further readiness checks: each returns a message if it fails. Set by the composition root."""

router = APIRouter(prefix="/health", tags=["health"])


@dataclass(frozen=True, slots=True)
class Health:
    """The check passed."""

    status: Literal["ok"] = "ok"


@router.get("/live", response_model=Health)
async def live() -> Response:
    """Liveness: the process answers."""
    return _ok()


@router.get("/ready", response_model=Health, responses=problems(503))
async def ready() -> Response:
    """Readiness: the database answers and live updates arrive; 503 if not."""
    try:
        async with asyncio.timeout(DATABASE_SECONDS):
            await database().fetch_one(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError, RuntimeError):
        return _not_ready("The database does not answer.")
    for check in checks:
        if (problem := check()) is not None:
            return _not_ready(problem)
    return _ok()


def _not_ready(problem: str) -> Response:
    return document(503, "not-ready", "Not ready", problem)


def _ok() -> Response:
    return json_response(Health())
