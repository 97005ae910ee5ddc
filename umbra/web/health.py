"""Whether the house is up, for whatever watches over it. Public, and without any data."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from umbra.database import database
from umbra.web.answers import answer
from umbra.web.openapi import problems
from umbra.web.problems import document

PATIENCE = 2.0
"""Seconds the database may take to answer."""

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
    """The process answers and so does its database; 503 when not."""
    try:
        async with asyncio.timeout(PATIENCE):
            await database().glance(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError, RuntimeError):
        return document(503, "not-ready", "Not ready", "The database does not answer.")
    return _fine()


def _fine() -> Response:
    return answer(Health())
