"""One's own account, held for an act that changes the way in."""

from __future__ import annotations

from umbra.accounts.directory import accounts
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.sessions import sessions
from umbra.core.actor import Actor
from umbra.core.errors import NotAuthenticated
from umbra.database import Transaction


async def lock_own_account(tx: Transaction, actor: Actor) -> AccountRecord:
    """The actor's account, held against changes to the end of the transaction.

    NotAuthenticated once the session is over or locked: the door looked before, and what was
    hashed or waited for since took its time. Whoever ends sessions by a change holds the
    account as well, so that nothing of theirs comes after it.
    """
    account = await accounts.lock_account(tx, actor.account_id)
    if account is None or account.disabled or not await sessions.is_open(tx, actor.session_id):
        raise NotAuthenticated()
    return account
