"""Local midnight: the open tabs of an owner are told once their calendar day is another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

from umbra.core.clock import local_date
from umbra.database import set_owner, transaction
from umbra.live import tabs
from umbra.preferences import service as preferences

EVERY = 10.0
"""Seconds between two looks at the owners with open tabs: each costs one short transaction."""

_log = logging.getLogger(__name__)
_day_of: dict[UUID, date] = {}
"""The day the tabs of an owner were told last."""


async def watch(on_new_day: Callable[[UUID], Awaitable[None]]) -> None:
    """Runs for ever, and calls `on_new_day` with each owner whose day changed.

    That covers local midnight, another time zone, and a machine that slept meanwhile.
    """
    while True:
        await asyncio.sleep(EVERY)
        try:
            for owner_id in await owners_with_a_new_day():
                await on_new_day(owner_id)
        except Exception as error:  # an error in one round must not end the rounds after it
            _log.warning("The calendar day could not be checked (%s).", type(error).__name__)


async def owners_with_a_new_day() -> list[UUID]:
    """The owners with open tabs whose local day is another than at the call before.

    An owner seen for the first time is among them: the tabs may have opened before midnight.
    """
    owners = tabs.owners()
    for gone in _day_of.keys() - owners:
        del _day_of[gone]
    turned = []
    for owner_id in owners:
        async with transaction() as tx:
            await set_owner(tx.connection, owner_id)
            day = local_date(tx.now, (await preferences.time_zone_of(tx, owner_id)).name)
        if _day_of.get(owner_id) != day:
            _day_of[owner_id] = day
            turned.append(owner_id)
    return turned
