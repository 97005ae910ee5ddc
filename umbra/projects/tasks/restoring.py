"""What is done with tasks that were restored from the trash."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.projects.tasks.alarms import plan_alarms
from umbra.projects.tasks.placing import check_restored


async def after_restore(tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> None:
    """Plans the alarms of restored tasks. Conflict for one whose project or parent is deleted."""
    await check_restored(tx, actor, list(ids))
    await plan_alarms(tx, actor, ids)
