"""Whether the house is up, for whatever watches over it. Public, and without any data."""

from __future__ import annotations

import asyncio

import orjson
from fastapi import APIRouter, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from umbra.database import database
from umbra.web.problems import document

PATIENCE = 2.0
"""Seconds the database may take to answer."""

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def live() -> Response:
    """The process answers."""
    return _fine()


@router.get("/ready")
async def ready() -> Response:
    """The process answers and so does its database; 503 when not."""
    try:
        async with asyncio.timeout(PATIENCE):
            await database().glance(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError, RuntimeError):
        return document(503, "not-ready", "Not ready", "The database does not answer.")
    return _fine()


def _fine() -> Response:
    return Response(orjson.dumps({"status": "ok"}), media_type="application/json")
