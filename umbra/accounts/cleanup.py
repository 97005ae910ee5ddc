"""Deletes expired rows: sessions, challenges, counters, idempotency keys, invitations, the log.

None of these rows has an effect any more, so correctness does not depend on when this runs.
Of several processes one does it at a time, under an advisory lock. What packages above delete
of an owner, such as the trash, they add to `of_each_owner`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

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
from umbra.database import Transaction, set_owner, transaction
from umbra.web import idempotency

INTERVAL = 3600.0
"""Seconds between two runs."""

COUNTS_KEPT_FOR = timedelta(days=400)
"""Longer than any window: slow guessing counts towards the limit of 100 failures too."""

INVITES_KEPT_FOR = timedelta(days=30)
NOTICES_KEPT_FOR = timedelta(days=365)
LOG_ALWAYS_KEPT = timedelta(days=30)
"""The minimum of UMBRA_LOG_DAYS. Migration 0009 enforces the same minimum."""

_TRY_LOCK = select(func.pg_try_advisory_xact_lock(func.hashtextextended("umbra.tidy", 0)))

of_each_owner: list[Callable[[Transaction, UUID], Awaitable[object]]] = [idempotency.delete_expired]
"""Deletes expired rows of one owner, in a transaction that can access that owner's rows."""

_log = logging.getLogger(__name__)


async def cleanup_loop() -> None:
    """Runs `clean_up` once an hour, until cancelled. If the database is down, the next run
    tries again."""
    while True:
        await asyncio.sleep(INTERVAL)
        try:
            await clean_up()
        except Exception as error:  # an error in one run must not end the loop
            _log.warning("Expired rows could not be deleted (%s).", type(error).__name__)


async def clean_up() -> bool:
    """Deletes expired rows once. Returns False if another process is doing it.

    Each owner has a transaction, so that no owner's rows stay locked while the others' are deleted.
    """
    async with transaction() as tx:
        if not await tx.scalar(_TRY_LOCK):
            return False
        await _delete_expired(tx)
        owners = [row.id for row in await tx.all(select(col(Owner.id)))]
    for owner_id in owners:
        async with transaction() as tx:
            if not await tx.scalar(_TRY_LOCK):
                return False
            await set_owner(tx.connection, owner_id)
            for delete_of in of_each_owner:
                await delete_of(tx, owner_id)
    return True


async def _delete_expired(tx: Transaction) -> None:
    await tx.execute(delete(Session).where(~sessions.is_live(tx.now)))
    await tx.execute(delete(Challenge).where(col(Challenge.expires_at) <= tx.now))
    await tx.execute(delete(Throttle).where(col(Throttle.window_from) <= tx.now - COUNTS_KEPT_FOR))
    await tx.execute(delete(KnownDevice).where(col(KnownDevice.expires_at) <= tx.now))
    unseen = select(col(AuditEntry.id)).where(col(AuditEntry.at) <= tx.now - NOTICES_KEPT_FOR)
    await tx.execute(delete(Notice).where(col(Notice.entry_id).in_(unseen)))
    await _delete_old_log_entries(tx)
    long_ago = tx.now - INVITES_KEPT_FOR
    await tx.execute(
        delete(Invite).where(
            or_(col(Invite.used_at) <= long_ago, col(Invite.expires_at) <= long_ago)
        )
    )


async def _delete_old_log_entries(tx: Transaction) -> None:
    """Deletes audit log entries older than UMBRA_LOG_DAYS.

    `forget_audit_log` refuses to delete the last 30 days by the database's clock, so if the
    clock of this process is ahead of it, less is deleted.
    """
    kept_from = tx.now - timedelta(days=settings().log_days)
    always_kept = func.now() - LOG_ALWAYS_KEPT
    await tx.execute(select(func.forget_audit_log(func.least(kept_from, always_kept))))
