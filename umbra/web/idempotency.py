"""`Idempotency-Key`: a POST sent again is answered again, and done once."""

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

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 255

_K = table_of(IdempotencyKey).c
_TABLE = table_of(IdempotencyKey)
_ITS = (_K.owner_id == bindparam("owner"), _K.key == bindparam("name"))
_FORGOTTEN = _K.created_at <= bindparam("horizon", type_=DateTime(timezone=True))

_RESERVED = ("request_hash", "status", "body", "created_at")
_insert = insert(_TABLE)
_RESERVE = _insert.on_conflict_do_update(
    index_elements=[_K.owner_id, _K.key],
    set_={name: _insert.excluded[name] for name in _RESERVED},
    where=_FORGOTTEN,
).returning(_K.key)
_REMEMBERED = select(_K.request_hash, _K.status, _K.body, _K.location).where(*_ITS)
_REMEMBER = update(_TABLE).where(*_ITS)
_FORGET = delete(_TABLE).where(_K.owner_id == bindparam("owner"), _FORGOTTEN)


class Versioned(Protocol):
    """What a route creates: something with an id and a version."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """One request and the key it came with, if any."""

    key: str | None
    digest: bytes

    async def answer(
        self, tx: Transaction, actor: Actor, act: Callable[[], Awaitable[Response]]
    ) -> Response:
        """What `act` answers; or, where this key was answered in the last 24 hours, that again.

        The key is taken before `act`, in its transaction: a second request that comes
        meanwhile waits, and one that fails leaves no trace. Conflict where the key came
        with another request.
        """
        if self.key is None:
            return await act()
        if not await self._reserve(tx, actor):
            return await self._again(tx, actor)
        answered = await act()
        await tx.execute(
            _REMEMBER.values(
                status=answered.status_code,
                body=bytes(answered.body),
                location=answered.headers.get("location"),
            ),
            self._its(actor),
        )
        return answered

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

    async def done(self, actor: Actor, act: Callable[[Transaction], Awaitable[object]]) -> Response:
        """200 with what `act` returns; once per key."""
        async with transaction(actor) as tx:

            async def answer() -> Response:
                return json_response(await act(tx))

            return await self.answer(tx, actor, answer)

    async def _reserve(self, tx: Transaction, actor: Actor) -> bool:
        horizon = await delete_expired(tx, actor.owner_id)
        row = await tx.first(
            _RESERVE,
            {
                "owner_id": actor.owner_id,
                "key": self.key,
                "request_hash": self.digest,
                "status": 0,
                "body": b"",
                "created_at": tx.now,
                "horizon": horizon,
            },
        )
        return row is not None

    async def _again(self, tx: Transaction, actor: Actor) -> Response:
        row = (await tx.execute(_REMEMBERED, self._its(actor))).one()
        if row.request_hash != self.digest:
            raise Conflict(
                "This key came with another request. Make a new key for a new request.",
                "Idempotency-Key",
            )
        said = orjson.loads(row.body)
        version = said.get("version") if isinstance(said, dict) else None
        return Json(row.body, row.status, version=version, location=row.location)

    def _its(self, actor: Actor) -> dict[str, object]:
        return {"owner": actor.owner_id, "name": self.key}


async def delete_expired(tx: Transaction, owner_id: UUID) -> datetime:
    """Removes an owner's answers of more than a day ago; tells since when they are kept."""
    horizon = tx.now - KEPT_FOR
    await tx.execute(_FORGET, {"owner": owner_id, "horizon": horizon})
    return horizon


async def _once(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=LONGEST_KEY,
            pattern=r"^[\x21-\x7e]+$",
            description="Any text of your own: sent again within 24 hours, the request is not "
            "done again. With another body: 409.",
        ),
    ] = None,
) -> IdempotentRequest:
    if idempotency_key is None:
        return IdempotentRequest(None, b"")
    spoken = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return IdempotentRequest(idempotency_key, sha256(spoken).digest())


IdempotencyDep = Annotated[IdempotentRequest, Depends(_once)]
"""The request's `Idempotency-Key`, to be honoured with `Once.answer`."""
