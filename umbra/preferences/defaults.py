"""The settings that every owner begins with."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from umbra.database import Transaction
from umbra.preferences.models import Preferences
from umbra.preferences.rules import is_known_zone


async def create_settings(tx: Transaction, owner_id: UUID, time_zone: str | None) -> None:
    """Writes an owner's settings row, in the time zone that was shown and could be changed.

    A zone this machine does not know is no reason to refuse somebody: UTC it is then, until
    the owner is asked.
    """
    known = is_known_zone(time_zone)
    await tx.execute(
        insert(Preferences).on_conflict_do_nothing(),
        {
            "owner_id": owner_id,
            "updated_at": tx.now,
            "time_zone": time_zone if known else "UTC",
            "time_zone_confirmed": known,
        },
    )
