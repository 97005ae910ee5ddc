"""What is over is removed: sessions and steps that expired, counts, answers and log nobody needs.

None of it counts any more, so nothing hangs on when this runs. With several processes one
does it at a time, since it holds an advisory lock.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from sqlalchemy import delete, func, or_, select
from sqlmodel import col

from umbra.accounts.models import (
    AuditEntry,
    Challenge,
    Invite,
    KnownDevice,
    Notice,
    Owner,
    Session,
    Throttle,
)
from umbra.accounts.sessions import sessions
from umbra.config import settings
from umbra.database import Transaction, enter, transaction
from umbra.web import idempotency

EVERY = 3600.0
"""Seconds between two rounds."""

COUNTS_KEPT_FOR = timedelta(days=400)
"""Longer than any window: slow guessing counts towards the hundred in a row too."""

INVITES_KEPT_FOR = timedelta(days=30)
NOTICES_KEPT_FOR = timedelta(days=365)
LOG_ALWAYS_KEPT = timedelta(days=30)
"""The least that UMBRA_LOG_DAYS may be, as migration 0009 has it too."""

_log = logging.getLogger(__name__)


async def cleanup_loop() -> None:
    """Runs for ever: one round an hour. A database that is out is asked again next time."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await clean_up()
        except Exception as error:  # an error in one round must not end the rounds after it
            _log.warning("Expired rows could not be removed (%s).", type(error).__name__)


async def clean_up() -> bool:
    """One round; tells whether it was this process's to do."""
    async with transaction() as tx:
        mine = func.pg_try_advisory_xact_lock(func.hashtextextended("umbra.tidy", 0))
        if not await tx.scalar(select(mine)):
            return False
        await _remove_what_is_over(tx)
        for row in await tx.all(select(col(Owner.id))):
            await enter(tx.connection, row.id)
            await idempotency.delete_expired(tx, row.id)
    return True


async def _remove_what_is_over(tx: Transaction) -> None:
    await tx.execute(delete(Session).where(~sessions.is_live(tx.now)))
    await tx.execute(delete(Challenge).where(col(Challenge.expires_at) <= tx.now))
    await tx.execute(delete(Throttle).where(col(Throttle.window_from) <= tx.now - COUNTS_KEPT_FOR))
    await tx.execute(delete(KnownDevice).where(col(KnownDevice.expires_at) <= tx.now))
    unseen = select(col(AuditEntry.id)).where(col(AuditEntry.at) <= tx.now - NOTICES_KEPT_FOR)
    await tx.execute(delete(Notice).where(col(Notice.entry_id).in_(unseen)))
    await _forget_log(tx)
    long_ago = tx.now - INVITES_KEPT_FOR
    await tx.execute(
        delete(Invite).where(
            or_(col(Invite.used_at) <= long_ago, col(Invite.expires_at) <= long_ago)
        )
    )


async def _forget_log(tx: Transaction) -> None:
    """Removes entries older than UMBRA_LOG_DAYS.

    `forget_audit_log` refuses to touch the last 30 days by the database's clock, so where this
    process's clock is ahead of that one, less is removed.
    """
    kept_from = tx.now - timedelta(days=settings().log_days)
    always_kept = func.now() - LOG_ALWAYS_KEPT
    await tx.execute(select(func.forget_audit_log(func.least(kept_from, always_kept))))
