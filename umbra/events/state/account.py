"""What the forms of events need of an account's settings, and the present in its zone."""

from __future__ import annotations

from datetime import datetime

from umbra.core.actor import Actor
from umbra.core.zones import wall_clock
from umbra.database import Transaction
from umbra.events.state.drafts import Account
from umbra.preferences import service as preferences
from umbra.preferences.models import FIRST_WEEKDAYS


async def read_account(tx: Transaction, actor: Actor) -> Account:
    """The settings of the actor's owner that the forms depend on."""
    settings = await preferences.get_settings(tx, actor)
    return Account(
        settings.time_zone,
        settings.event_minutes,
        settings.first_hour,
        FIRST_WEEKDAYS[settings.week_start],
        settings.default_alarm,
    )


def present_of(tx: Transaction, account: Account) -> datetime:
    """The transaction's instant on the account's wall clock (naive)."""
    return wall_clock(tx.now, account.zone)
