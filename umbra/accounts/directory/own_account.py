"""The actor's own account, its row locked for a change of sign-in data."""

from __future__ import annotations

from umbra.accounts.directory import accounts
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.sessions import sessions
from umbra.core.actor import Actor
from umbra.core.errors import NotAuthenticated
from umbra.database import Transaction


async def lock_own_account(tx: Transaction, actor: Actor) -> AccountRecord:
    """The actor's account, its row locked to the end of the transaction.

    Raises NotAuthenticated if the session has ended or is locked. Authorization checked it
    before, but hashing and waiting took time since. Every change that ends sessions locks the
    account's row too, so no write of an ended session can follow it.
    """
    account = await accounts.lock_account(tx, actor.account_id)
    if account is None or account.disabled or not await sessions.is_open(tx, actor.session_id):
        raise NotAuthenticated()
    return account
