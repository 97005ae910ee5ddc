"""PINs: the sign-in secret of an account without a password, otherwise for unlocking only."""

from __future__ import annotations

from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.directory import accounts
from umbra.accounts.directory.own_account import lock_own_account
from umbra.accounts.primitives.hashing import hasher
from umbra.accounts.primitives.password_rules import checked_pin
from umbra.accounts.rate_limiting import devices
from umbra.accounts.rate_limiting.devices import Device
from umbra.accounts.sessions import challenges, sessions
from umbra.core.actor import Actor
from umbra.core.errors import Conflict, InvalidInput, NotAuthenticated
from umbra.database import Transaction, transaction

FIELD = "new_pin"
UNCHANGED = "This is your current PIN. Choose a different one."
NOT_ALLOWED = "PINs are turned off on this server for accounts with a password."
ONLY_SIGN_IN_METHOD = "You sign in with this PIN only. Set a password before you remove it."


async def choose(actor: Actor, text: str, caller: Caller) -> Device | None:
    """Sets the actor's PIN.

    For an account without a password, this ends its other sessions and challenges, forgets its
    known devices, and returns the new device of this browser; otherwise returns None.
    InvalidInput at `new_pin`; Conflict if the policy allows no PIN beside a password, or if the
    PIN was changed concurrently; TooManyAttempts if too many of the account's requests wait.
    """
    async with transaction() as tx:
        account = await accounts.find(tx, actor.account_id)
        rules = await policy.read(tx)
    if account is None:
        raise NotAuthenticated()
    if account.password_hash is not None and not rules.pin_allowed:
        raise Conflict(NOT_ALLOWED)
    try:
        pin = checked_pin(text)
    except ValueError as error:
        raise InvalidInput.at(FIELD, str(error)) from None
    async with hasher().account_slot(account.id):
        if await hasher().matches("pin", pin, account.pin_hash):
            raise InvalidInput.at(FIELD, UNCHANGED)
        hashed = await hasher().hash("pin", pin)
    async with transaction() as tx:
        locked = await lock_own_account(tx, actor)
        if locked.pin_hash != account.pin_hash:
            raise Conflict("Your PIN was changed in the meantime. Try again.")
        await accounts.store_hash(tx, locked.id, "pin", hashed)
        await audit_log.record(tx, "pin_changed", "ok", caller, locked.id)
        if locked.password_hash is not None:
            return None
        await challenges.end_all(tx, locked.id)
        await sessions.end_others(tx, actor)
        await devices.forget_all(tx, locked.id)
        return await devices.remember(tx, locked.id)


async def remove(tx: Transaction, actor: Actor, caller: Caller) -> None:
    """Removes the actor's PIN, if any. Conflict if it is the account's only sign-in method."""
    account = await lock_own_account(tx, actor)
    if account.pin_hash is None:
        return
    if account.password_hash is None:
        raise Conflict(ONLY_SIGN_IN_METHOD)
    await accounts.update_account(tx, account.id, pin_hash=None)
    await audit_log.record(tx, "pin_removed", "ok", caller, account.id)
