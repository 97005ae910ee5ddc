"""What the API remembers so that a repeated request is not done twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from umbra.core.item import INSTANT, Owned


class IdempotencyKey(Owned, table=True):
    """A POST already answered: the answer, and a digest of the request that got it. Kept 24 h."""

    __tablename__ = "idempotency_keys"  # pyright: ignore[reportAssignmentType]

    key: str = Field(primary_key=True)
    request_hash: bytes = Field(sa_type=LargeBinary)
    status: int
    body: bytes = Field(sa_type=LargeBinary)
    location: str | None = None
    created_at: datetime = Field(sa_type=INSTANT, index=True)
