"""The hand-written page's server: two JSON routes and the built React page, on one port."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Cookie, Depends, FastAPI, HTTPException, Query, Response
from fastapi.staticfiles import StaticFiles
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from benchmarks.peer_page import queries

BUILT_PAGE = Path(__file__).parent / "web" / "dist"
POOL_SIZE = 10

pool = AsyncConnectionPool[AsyncConnection[Any]](
    os.environ["DATABASE_URL"].replace("+psycopg", "", 1), max_size=POOL_SIZE, open=False
)


@asynccontextmanager
async def _with_pool(_app: FastAPI) -> AsyncIterator[None]:
    async with pool:
        yield


class Compressed(GZipMiddleware):
    """Compresses files too: with the pathsend extension, the server would bypass the middleware."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__({**scope, "extensions": {}}, receive, send)


app = FastAPI(lifespan=_with_pool, openapi_url=None)
app.add_middleware(Compressed, minimum_size=1024)


class SignedIn:
    """An open transaction with row-level security set to the caller's owner."""

    def __init__(self, connection: AsyncConnection[Any], owner: UUID) -> None:
        self.connection = connection
        self.owner = owner


async def _signed_in(umbra_session: Annotated[str, Cookie()] = "") -> AsyncIterator[SignedIn]:
    async with pool.connection() as connection:
        owner = await queries.authenticate(connection, umbra_session)
        if owner is None:
            raise HTTPException(401)
        yield SignedIn(connection, owner)


Caller = Annotated[SignedIn, Depends(_signed_in, scope="function")]


class Toggle(BaseModel):
    completed: bool


@app.get("/api/todos")
async def list_todos(
    caller: Caller, limit: Annotated[int, Query(ge=1, le=200_000)] = 100
) -> Response:
    items = await queries.todos(caller.connection, caller.owner, limit)
    return _json({"items": items})


@app.patch("/api/todos/{todo_id}/toggle")
async def toggle_todo(caller: Caller, todo_id: UUID, body: Toggle) -> Response:
    todo = await queries.toggle(caller.connection, caller.owner, todo_id, completed=body.completed)
    if todo is None:
        raise HTTPException(404)
    return _json(todo)


def _json(content: object) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")


app.mount("/", StaticFiles(directory=BUILT_PAGE, html=True))
