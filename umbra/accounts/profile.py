"""How an account wants to be called."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update
from sqlmodel import col

from umbra.accounts.models import Account
from umbra.core.actor import Actor
from umbra.database import Transaction

_DISPLAY_NAME = select(col(Account.display_name)).where(col(Account.id) == bindparam("account"))
_RENAME = (
    update(Account)
    .where(col(Account.id) == bindparam("account"))
    .values(display_name=bindparam("name"))
)


async def display_name(tx: Transaction, actor: Actor) -> str:
    """The name the actor chose to be shown by; empty where it chose none."""
    return await tx.scalar(_DISPLAY_NAME, {"account": actor.account_id}) or ""


async def set_display_name(tx: Transaction, actor: Actor, name: str) -> None:
    """Shows the actor by `name` from now on."""
    await tx.execute(_RENAME, {"account": actor.account_id, "name": name})
