"""The idempotency key (header `Idempotency-Key`): a repeated POST gets the stored response."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Protocol
from uuid import UUID

import orjson
from fastapi import Depends, Header, Request, Response
from sqlalchemy import DateTime, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from umbra.core.actor import Actor
from umbra.core.errors import Conflict
from umbra.core.item import table_of
from umbra.database import Transaction, transaction
from umbra.web.models import IdempotencyKey
from umbra.web.responses import Json, json_response

STORED_FOR = timedelta(hours=24)
LONGEST_KEY = 255

_K = table_of(IdempotencyKey).c
_TABLE = table_of(IdempotencyKey)
_IS_THIS_KEY = (_K.owner_id == bindparam("owner"), _K.key == bindparam("name"))
_HAS_EXPIRED = _K.created_at <= bindparam("expired_before", type_=DateTime(timezone=True))

_RESERVED = ("request_hash", "status", "body", "created_at")
_insert = insert(_TABLE)
_RESERVE = _insert.on_conflict_do_update(
    index_elements=[_K.owner_id, _K.key],
    set_={name: _insert.excluded[name] for name in _RESERVED},
    where=_HAS_EXPIRED,
).returning(_K.key)
"""An upsert that returns a row only if the key is new or has expired."""
_STORED_RESPONSE = select(_K.request_hash, _K.status, _K.body, _K.location).where(*_IS_THIS_KEY)
_STORE_RESPONSE = update(_TABLE).where(*_IS_THIS_KEY)
_DELETE_EXPIRED = delete(_TABLE).where(_K.owner_id == bindparam("owner"), _HAS_EXPIRED)


class Versioned(Protocol):
    """What a route creates: something with an id and a version."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """A request's idempotency key, if it has one, and the SHA-256 of method, path and body."""

    key: str | None
    digest: bytes

    async def answer(
        self, tx: Transaction, actor: Actor, act: Callable[[], Awaitable[Response]]
    ) -> Response:
        """The response of `act`, or the stored response if this key was used in the last 24 hours.

        The key is reserved before `act`, in the same transaction: a concurrent request with the
        same key waits for it, and a failed one stores nothing. Raises Conflict if the key was
        used for another request.
        """
        if self.key is None:
            return await act()
        if not await self._reserve(tx, actor):
            return await self._stored_response(tx, actor)
        response = await act()
        await tx.execute(
            _STORE_RESPONSE.values(
                status=response.status_code,
                body=bytes(response.body),
                location=response.headers.get("location"),
            ),
            self._identity(actor),
        )
        return response

    async def created(
        self, actor: Actor, collection: str, create: Callable[[Transaction], Awaitable[Versioned]]
    ) -> Response:
        """201 with what `create` made, which then is at `/api/<collection>/<id>`; once per key."""
        async with transaction(actor) as tx:

            async def act() -> Response:
                made = await create(tx)
                location = f"/api/{collection}/{made.id}"
                return json_response(made, 201, version=made.version, location=location)

            return await self.answer(tx, actor, act)

    async def added(
        self, actor: Actor, add: Callable[[Transaction], Awaitable[object]]
    ) -> Response:
        """201 with what `add` made, which has no address of its own; once per key."""
        async with transaction(actor) as tx:

            async def act() -> Response:
                return json_response(await add(tx), 201)

            return await self.answer(tx, actor, act)

    async def done(self, actor: Actor, act: Callable[[Transaction], Awaitable[object]]) -> Response:
        """200 with what `act` returns; once per key."""
        async with transaction(actor) as tx:

            async def answer() -> Response:
                return json_response(await act(tx))

            return await self.answer(tx, actor, answer)

    async def _reserve(self, tx: Transaction, actor: Actor) -> bool:
        expired_before = await delete_expired(tx, actor.owner_id)
        row = await tx.first(
            _RESERVE,
            {
                "owner_id": actor.owner_id,
                "key": self.key,
                "request_hash": self.digest,
                "status": 0,
                "body": b"",
                "created_at": tx.now,
                "expired_before": expired_before,
            },
        )
        return row is not None

    async def _stored_response(self, tx: Transaction, actor: Actor) -> Response:
        row = (await tx.execute(_STORED_RESPONSE, self._identity(actor))).one()
        if row.request_hash != self.digest:
            raise Conflict(
                "This idempotency key was used for another request. Use a new key.",
                "Idempotency-Key",
            )
        body = orjson.loads(row.body)
        version = body.get("version") if isinstance(body, dict) else None
        return Json(row.body, row.status, version=version, location=row.location)

    def _identity(self, actor: Actor) -> dict[str, object]:
        return {"owner": actor.owner_id, "name": self.key}


async def delete_expired(tx: Transaction, owner_id: UUID) -> datetime:
    """Deletes an owner's responses older than 24 hours; returns that limit (aware, UTC)."""
    expired_before = tx.now - STORED_FOR
    await tx.execute(_DELETE_EXPIRED, {"owner": owner_id, "expired_before": expired_before})
    return expired_before


async def _idempotent_request(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=LONGEST_KEY,
            pattern=r"^[\x21-\x7e]+$",
            description="Any text you choose. The same request with the same key gets the stored "
            "response for 24 hours. Another request with the same key: 409.",
        ),
    ] = None,
) -> IdempotentRequest:
    if idempotency_key is None:
        return IdempotentRequest(None, b"")
    content = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return IdempotentRequest(idempotency_key, sha256(content).digest())


IdempotencyDep = Annotated[IdempotentRequest, Depends(_idempotent_request)]
"""The request's `Idempotency-Key`, to be used with `IdempotentRequest.answer`."""
