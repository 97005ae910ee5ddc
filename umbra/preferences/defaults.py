"""The settings row that is created with a new account."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from umbra.core.zones import is_known_zone
from umbra.database import Transaction
from umbra.preferences.models import Preferences


async def create_settings(tx: Transaction, owner_id: UUID, time_zone: str | None) -> None:
    """Creates an owner's settings row with the time zone from the account form.

    A time zone that this server does not know does not refuse the account: the row gets UTC,
    unconfirmed, and the dashboard asks the user. Does nothing if the row exists.
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
