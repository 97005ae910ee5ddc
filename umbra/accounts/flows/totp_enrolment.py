"""Setting up a second factor: asked for at sign-in, or of one's own will.

Both show the same secret until it is confirmed, kept apart for each browser that asked: a
stranger who knows the password sees one of his own, never the one that its owner confirms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import col

from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials import backup_codes, totp
from umbra.accounts.credentials.api_tokens import end_all_else
from umbra.accounts.credentials.totp import Enrolment
from umbra.accounts.directory import accounts
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.directory.own_account import lock_own_account
from umbra.accounts.flows.sign_in import WRONG, next_outcome
from umbra.accounts.models import Session
from umbra.accounts.sessions import challenges, sessions
from umbra.accounts.sessions.challenges import OpenChallenge, Proof
from umbra.accounts.sessions.outcomes import Outcome
from umbra.core.actor import Actor
from umbra.core.errors import BadCredentials, ClockIsOff, Conflict, StepOver
from umbra.database import Transaction, transaction

ALREADY_ON = "A second factor is on already. Turn it off before you set up another."
ASK_FIRST = "Ask for the secret first, and put it into your app."
REQUIRED = "This house asks everybody for a second factor, so yours stays on."
TOO_SHORT = "Without a second factor your password is too short. Choose a longer one first."


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What one may know of one's own second factor. `confirmed_at` null: it is off."""

    confirmed_at: datetime | None
    backup_codes_left: int
    required: bool


async def show_enforced(proof: Proof) -> Enrolment:
    """The secret to be set up in an enforced step, the same whenever asked. StepOver."""
    async with transaction() as tx:
        account, challenge = await _in_step(tx, proof)
        sealed = challenge.pending_totp
        if sealed is None:
            sealed = totp.new_secret(account.id)
            await challenges.keep_pending(tx, challenge, sealed)
    return totp.enrolment(account.id, account.username, sealed)


async def confirm_enforced(proof: Proof, code: str, caller: Caller) -> Outcome:
    """Turns the second factor on and signs in, with the backup codes. StepOver.

    BadCredentials for a wrong code; Conflict before the secret was asked for.
    """
    codes = backup_codes.new_codes()
    async with transaction() as tx:
        account, challenge = await _in_step(tx, proof)
        step = _matching(account, challenge.pending_totp, code, tx.now)
        await challenges.spend(tx, challenge)
        await _turn_on(tx, account, challenge.pending_totp, step, codes, caller)
        await sessions.end_all(tx, account.id)
        account = replace(account, has_totp=True, mfa_enforce_pending=False)
        return await next_outcome(tx, account, caller, "mfa_setup", challenge.proved_at, codes)


async def show_own(actor: Actor) -> Enrolment:
    """A secret for one's own app, the same until it is confirmed. Conflict if one is on."""
    async with transaction() as tx:
        account, sealed = await _own(tx, actor)
        if sealed is None:
            sealed = totp.new_secret(account.id)
            await _keep_own(tx, actor, sealed)
    return totp.enrolment(account.id, account.username, sealed)


async def confirm_own(
    actor: Actor, code: str, caller: Caller, *, end_tokens: bool = False
) -> list[str]:
    """Turns the second factor on; gives its backup codes. All other sessions end, and the
    tokens if told so.

    BadCredentials for a wrong code; Conflict before the secret was asked for.
    """
    codes = backup_codes.new_codes()
    async with transaction() as tx:
        account, sealed = await _own(tx, actor)
        step = _matching(account, sealed, code, tx.now)
        await _keep_own(tx, actor, None)
        await _turn_on(tx, account, sealed, step, codes, caller)
        await end_all_else(tx, actor, caller, end_tokens=end_tokens)
    return codes


async def renew_codes(actor: Actor, caller: Caller) -> list[str]:
    """Ten new backup codes; the old ones are void. Conflict without a second factor."""
    codes = backup_codes.new_codes()
    async with transaction() as tx:
        account = await lock_own_account(tx, actor)
        if not account.has_totp:
            raise Conflict("There is no second factor. Turn it on first.")
        await backup_codes.replace(tx, account.id, backup_codes.hashed(account.id, codes))
        await audit_log.record(tx, "backup_codes_made", "ok", caller, account.id)
    return codes


async def turn_off(actor: Actor, caller: Caller, *, end_tokens: bool = False) -> None:
    """Turns one's second factor off. All other sessions end, and the tokens if told so.

    Conflict where the house asks for one, or where the password alone would be too short.
    """
    async with transaction() as tx:
        account = await lock_own_account(tx, actor)
        if (await policy.read(tx)).mfa_required:
            raise Conflict(REQUIRED)
        if account.password_is_short:
            raise Conflict(TOO_SHORT)
        if await totp.turn_off(tx, account.id):
            await challenges.end_all(tx, account.id)
            await end_all_else(tx, actor, caller, end_tokens=end_tokens)
            await audit_log.record(tx, "totp_off", "ok", caller, account.id)


async def second_factor_of(tx: Transaction, actor: Actor) -> SecondFactor:
    """How the actor's second factor stands."""
    return SecondFactor(
        await totp.confirmed_at(tx, actor.account_id),
        await backup_codes.left(tx, actor.account_id),
        (await policy.read(tx)).mfa_required,
    )


async def _turn_on(
    tx: Transaction,
    account: AccountRecord,
    sealed: bytes | None,
    step: int,
    codes: list[str],
    caller: Caller,
) -> None:
    assert sealed is not None
    await totp.turn_on(tx, account.id, sealed, step)
    await backup_codes.replace(tx, account.id, backup_codes.hashed(account.id, codes))
    await accounts.update_account(tx, account.id, mfa_enforce_pending=False)
    await challenges.end_all(tx, account.id)
    await audit_log.record(tx, "totp_on", "ok", caller, account.id)


def _matching(account: AccountRecord, sealed: bytes | None, code: str, now: datetime) -> int:
    if sealed is None:
        raise Conflict(ASK_FIRST)
    step = totp.matching_step(account.id, sealed, code, now)
    if step is None and totp.is_of_another_time(account.id, sealed, code, now):
        raise ClockIsOff()
    if step is None:
        raise BadCredentials(WRONG)
    return step


async def _in_step(tx: Transaction, proof: Proof) -> tuple[AccountRecord, OpenChallenge]:
    """The held account of an enforced step, and the step as it is while it is held."""
    account_id = (await challenges.find(tx, "mfa_setup", proof)).account_id
    account = await accounts.lock_account(tx, account_id)
    challenge = await challenges.find(tx, "mfa_setup", proof)
    if account is None or account.has_totp or account.disabled:
        raise StepOver()
    return account, challenge


async def _own(tx: Transaction, actor: Actor) -> tuple[AccountRecord, bytes | None]:
    account = await lock_own_account(tx, actor)
    if account.has_totp:
        raise Conflict(ALREADY_ON)
    pending = await tx.scalar(
        select(col(Session.pending_totp)).where(col(Session.id) == actor.session_id)
    )
    return account, pending


async def _keep_own(tx: Transaction, actor: Actor, sealed: bytes | None) -> None:
    await tx.execute(
        update(Session).where(col(Session.id) == actor.session_id).values(pending_totp=sealed)
    )
