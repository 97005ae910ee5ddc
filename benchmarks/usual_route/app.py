"""The usual route's server, and a route that does nothing.

The driver is psycopg, as in UMBRA, so that the two differ only in how the route is written.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Cookie, Depends, FastAPI, HTTPException, Query
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import selectinload

from benchmarks.usual_route import models
from benchmarks.usual_route.models import Account, Event, Owner, Todo
from benchmarks.usual_route.schemas import EventOut, EventPage, Move, TodoOut, TodoPage, Toggle

engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=10, max_overflow=10)
make_session = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI(openapi_url=None)


async def _open_session() -> AsyncIterator[AsyncSession]:
    async with make_session.begin() as session:
        yield session


Db = Annotated[AsyncSession, Depends(_open_session, scope="function")]


async def _owner(db: Db, umbra_session: Annotated[str, Cookie()] = "") -> UUID:
    """The owner of the cookie's session; sets row-level security to it."""
    await db.execute(text("SELECT set_config('role', 'umbra_app', true)"))
    found = await db.execute(
        select(Owner.id)
        .join(Account, Account.id == Owner.account_id)
        .join(models.Session, models.Session.account_id == Account.id)
        .where(
            models.Session.token_hash == hashlib.sha256(umbra_session.encode()).digest(),
            models.Session.expires_at > func.now(),
            models.Session.locked_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )
    owner = found.scalar_one_or_none()
    if owner is None:
        raise HTTPException(401)
    await db.execute(
        text("SELECT set_config('umbra.owner_id', :owner, true)"), {"owner": str(owner)}
    )
    return owner


SignedIn = Annotated[UUID, Depends(_owner, scope="function")]


@app.get("/api/todos", response_model=TodoPage)
async def list_todos(
    db: Db, owner: SignedIn, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> object:
    todos = await db.scalars(
        select(Todo)
        .where(Todo.owner_id == owner, Todo.deleted_at.is_(None))
        .order_by(
            Todo.completed_at.is_not(None),
            func.coalesce(Todo.due_date, text("'infinity'::date")),
            Todo.position,
            Todo.id,
        )
        .limit(limit)
        .options(selectinload(Todo.tags))
    )
    return {"items": todos.all()}


@app.patch("/api/todos/{todo_id}/toggle", response_model=TodoOut)
async def toggle_todo(db: Db, owner: SignedIn, todo_id: UUID, body: Toggle) -> object:
    todo = await db.get(Todo, (owner, todo_id), options=[selectinload(Todo.tags)])
    if todo is None or todo.deleted_at is not None:
        raise HTTPException(404)
    completed = body.completed if body.completed is not None else todo.completed_at is None
    now = datetime.now(UTC)
    todo.completed_at = now if completed else None
    todo.version += 1
    todo.updated_at = now
    return todo


@app.get("/api/events", response_model=EventPage)
async def list_events(
    db: Db, owner: SignedIn, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> object:
    events = await db.scalars(
        select(Event)
        .where(Event.owner_id == owner, Event.deleted_at.is_(None), Event.series_id.is_(None))
        .order_by(Event.start_key, Event.id)
        .limit(limit)
        .options(selectinload(Event.tags))
    )
    return {"items": events.all()}


@app.patch("/api/events/{event_id}", response_model=EventOut)
async def move_event(db: Db, owner: SignedIn, event_id: UUID, body: Move) -> object:
    event = await db.get(Event, (owner, event_id), options=[selectinload(Event.tags)])
    if event is None or event.deleted_at is not None:
        raise HTTPException(404)
    zone = ZoneInfo(event.time_zone or "UTC")
    event.start_key = body.start.astimezone(UTC).replace(tzinfo=None)
    event.end_key = body.end.astimezone(UTC).replace(tzinfo=None)
    event.start_local = body.start.astimezone(zone).replace(tzinfo=None)
    event.end_local = body.end.astimezone(zone).replace(tzinfo=None)
    event.version += 1
    event.updated_at = datetime.now(UTC)
    return event


@app.get("/empty")
async def empty() -> dict[str, bool]:
    """The upper bound of this stack: no database, no session, no row-level security."""
    return {"ok": True}
