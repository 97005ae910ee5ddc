"""Who reads an admin page, and what time it is for them."""

from __future__ import annotations

from umbra.core.actor import Actor
from umbra.core.moments import Now
from umbra.database import Transaction
from umbra.preferences.service import own_zone


async def now_of(tx: Transaction, actor: Actor) -> Now:
    """The present moment as the reader says it."""
    return Now(tx.now, (await own_zone(tx, actor)).name)
