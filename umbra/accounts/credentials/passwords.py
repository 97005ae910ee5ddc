"""Password changes: the password policy, and the sessions and devices that a change ends."""

from __future__ import annotations

from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials.api_tokens import end_other_access
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
UNCHANGED = "This is your current password. Choose a different one."


def shortest_password(rules: Rules, *, second_factor: bool) -> int:
    """Returns the minimum length of a password, in characters."""
    return SHORTEST_BESIDE_TOTP if second_factor else rules.password_min_length


async def validated(account: AccountRecord, text: str, rules: Rules) -> str:
    """Returns `text` normalised as the account's new password. InvalidInput at FIELD."""
    shortest = shortest_password(rules, second_factor=account.has_totp)
    try:
        password = checked_password(text, account.username, shortest=shortest)
    except ValueError as error:
        raise InvalidInput.at(FIELD, str(error)) from None
    if await hasher().matches("password", password, account.password_hash):
        raise InvalidInput.at(FIELD, UNCHANGED)
    return password


async def store(
    tx: Transaction, account: AccountRecord, password: str, hashed: str, caller: Caller
) -> None:
    """Stores a validated password. Ends the account's open challenges and forgets its devices."""
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
    """Changes the actor's password. Ends its other sessions, and its tokens if `end_tokens`.

    Forgets the account's known devices and returns the new device of this browser. InvalidInput
    at `new_password`; Conflict if the password was changed concurrently; TooManyAttempts if too
    many of the account's requests wait.
    """
    async with transaction() as tx:
        account = await accounts.find(tx, actor.account_id)
        rules = await policy.read(tx)
    assert account is not None
    async with hasher().account_slot(account.id):
        password = await validated(account, text, rules)
        hashed = await hasher().hash("password", password)
    async with transaction() as tx:
        locked = await lock_own_account(tx, actor)
        if locked.password_hash != account.password_hash:
            raise Conflict("Your password was changed in the meantime. Try again.")
        await store(tx, locked, password, hashed, caller)
        await end_other_access(tx, actor, caller, end_tokens=end_tokens)
        return await devices.remember(tx, locked.id)
