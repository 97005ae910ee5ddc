"""The table of idempotency keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from umbra.core.item import INSTANT, Owned


class IdempotencyKey(Owned, table=True):
    """The stored response of a POST request, and the SHA-256 of the request. Stored for 24 h."""

    __tablename__ = "idempotency_keys"  # pyright: ignore[reportAssignmentType]

    key: str = Field(primary_key=True)
    request_hash: bytes = Field(sa_type=LargeBinary)
    status: int
    body: bytes = Field(sa_type=LargeBinary)
    location: str | None = None
    created_at: datetime = Field(sa_type=INSTANT, index=True)
