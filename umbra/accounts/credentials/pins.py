"""Choosing a PIN: the only secret of an account without a password, else for unlocking alone."""

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
SAME = "This is the PIN you have. Choose another."
NOT_ALLOWED = "This house uses no PINs beside a password."
ONLY_WAY_IN = "The PIN is your only way in. Give yourself a password first."


async def choose(actor: Actor, text: str, caller: Caller) -> Device | None:
    """Gives the actor a new PIN. Where it is what opens the account, other sessions end, and
    the browsers that were known are forgotten: then gives the device that this one is now.

    InvalidInput at `new_pin`; Conflict where the house allows none beside a password, or
    where another change came in between; TooManyAttempts.
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
            raise InvalidInput.at(FIELD, SAME)
        hashed = await hasher().hash("pin", pin)
    async with transaction() as tx:
        held = await lock_own_account(tx, actor)
        if held.pin_hash != account.pin_hash:
            raise Conflict("The PIN was changed meanwhile. Try again.")
        await accounts.store_hash(tx, held.id, "pin", hashed)
        await audit_log.record(tx, "pin_changed", "ok", caller, held.id)
        if held.password_hash is not None:
            return None
        await challenges.end_all(tx, held.id)
        await sessions.end_others(tx, actor)
        await devices.forget_all(tx, held.id)
        return await devices.remember(tx, held.id)


async def remove(tx: Transaction, actor: Actor, caller: Caller) -> None:
    """Takes the actor's PIN away; nothing to do without one. Conflict for the only way in."""
    account = await lock_own_account(tx, actor)
    if account.pin_hash is None:
        return
    if account.password_hash is None:
        raise Conflict(ONLY_WAY_IN)
    await accounts.update_account(tx, account.id, pin_hash=None)
    await audit_log.record(tx, "pin_removed", "ok", caller, account.id)
