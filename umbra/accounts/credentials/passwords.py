"""Choosing a new password: what the rules of the house ask, and what a change ends."""

from __future__ import annotations

from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials.api_tokens import end_all_else
from umbra.accounts.directory import accounts
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.directory.own_account import lock_own_account
from umbra.accounts.policy import Rules
from umbra.accounts.primitives.hashing import hasher
from umbra.accounts.primitives.password_rules import (
    SHORTEST_BESIDE_TOTP,
    SHORTEST_PASSWORD,
    checked_password,
)
from umbra.accounts.rate_limiting import devices
from umbra.accounts.rate_limiting.devices import Device
from umbra.accounts.sessions import challenges
from umbra.core.actor import Actor
from umbra.core.errors import Conflict, InvalidInput
from umbra.database import Transaction, transaction

FIELD = "new_password"
SAME = "This is the password you have. Choose another."


def shortest_password(rules: Rules, *, second_factor: bool) -> int:
    """How many characters a password must have at least."""
    return SHORTEST_BESIDE_TOTP if second_factor else rules.password_min_length


async def checked(account: AccountRecord, text: str, rules: Rules) -> str:
    """`text` as the account's next password. InvalidInput at its field."""
    shortest = shortest_password(rules, second_factor=account.has_totp)
    try:
        password = checked_password(text, account.username, shortest=shortest)
    except ValueError as error:
        raise InvalidInput.at(FIELD, str(error)) from None
    if await hasher().matches("password", password, account.password_hash):
        raise InvalidInput.at(FIELD, SAME)
    return password


async def keep(
    tx: Transaction, account: AccountRecord, password: str, hashed: str, caller: Caller
) -> None:
    """Stores a password that was checked. Steps that are open elsewhere end, and no browser
    is known any more."""
    await accounts.update_account(
        tx,
        account.id,
        password_hash=hashed,
        password_is_short=len(password) < SHORTEST_PASSWORD,
        password_expires_at=None,
        password_change_pending=False,
    )
    await challenges.end_all(tx, account.id)
    await devices.forget_all(tx, account.id)
    await audit_log.record(tx, "password_changed", "ok", caller, account.id)


async def change(actor: Actor, text: str, caller: Caller, *, end_tokens: bool = False) -> Device:
    """Gives the actor a new password. All its other sessions end, and its tokens if told so.

    Gives the device that this browser is from now on: those that were known are forgotten.
    InvalidInput at `new_password`; Conflict where another change came in between;
    TooManyAttempts.
    """
    async with transaction() as tx:
        account = await accounts.find(tx, actor.account_id)
        rules = await policy.read(tx)
    assert account is not None
    async with hasher().account_slot(account.id):
        password = await checked(account, text, rules)
        hashed = await hasher().hash("password", password)
    async with transaction() as tx:
        held = await lock_own_account(tx, actor)
        if held.password_hash != account.password_hash:
            raise Conflict("The password was changed meanwhile. Try again.")
        await keep(tx, held, password, hashed, caller)
        await end_all_else(tx, actor, caller, end_tokens=end_tokens)
        return await devices.remember(tx, held.id)
