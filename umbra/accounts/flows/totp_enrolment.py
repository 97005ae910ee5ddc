"""TOTP enrolment: as a required sign-in step, or by the user's own choice when signed in.

Until it is confirmed, the secret stays the same and belongs to one browser (its challenge or
session): an attacker who knows the password gets another secret, never the one that the
account's owner confirms.
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
from umbra.accounts.credentials.api_tokens import end_other_access
from umbra.accounts.credentials.totp import Enrolment
from umbra.accounts.directory import accounts
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.directory.own_account import lock_own_account
from umbra.accounts.flows.next_step import WRONG, next_outcome
from umbra.accounts.models import Session
from umbra.accounts.sessions import challenges, sessions
from umbra.accounts.sessions.challenges import OpenChallenge, Proof
from umbra.accounts.sessions.outcomes import Outcome
from umbra.core.actor import Actor
from umbra.core.errors import BadCredentials, ClockIsOff, Conflict, StepOver
from umbra.database import Transaction, transaction

ALREADY_ON = "Your second factor is on already. Turn it off before you set up another."
NOT_BEGUN = "Request a secret first, and add it to your authenticator app."
REQUIRED = "This server requires a second factor, so you can't turn yours off."
TOO_SHORT = "Your password is too short without a second factor. Choose a longer one first."


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """State of an account's second factor. `confirmed_at` None: it is off."""

    confirmed_at: datetime | None
    backup_codes_left: int
    required: bool


async def begin_enforced(proof: Proof) -> Enrolment:
    """Returns the secret to enrol in a required step, the same on every call. StepOver."""
    async with transaction() as tx:
        account, challenge = await _lock_challenge(tx, proof)
        encrypted = challenge.pending_totp
        if encrypted is None:
            encrypted = totp.new_secret(account.id)
            await challenges.store_pending_totp(tx, challenge, encrypted)
    return totp.enrolment(account.id, account.username, encrypted)


async def confirm_enforced(proof: Proof, code: str, caller: Caller) -> Outcome:
    """Turns the second factor on and signs in, with new backup codes. Ends all other sessions.

    StepOver without an open challenge; BadCredentials for a wrong code; ClockIsOff; Conflict
    if no secret was requested before.
    """
    codes = backup_codes.new_codes()
    async with transaction() as tx:
        account, challenge = await _lock_challenge(tx, proof)
        step = _matching_time_step(account, challenge.pending_totp, code, tx.now)
        await challenges.spend(tx, challenge)
        await _turn_on(tx, account, challenge.pending_totp, step, codes, caller)
        await sessions.end_all(tx, account.id)
        account = replace(account, has_totp=True, mfa_enforce_pending=False)
        return await next_outcome(tx, account, caller, "mfa_setup", challenge.proved_at, codes)


async def begin_own(actor: Actor) -> Enrolment:
    """Returns a secret to enrol, the same until it is confirmed. Conflict if one is on."""
    async with transaction() as tx:
        account, encrypted = await _lock_own_enrolment(tx, actor)
        if encrypted is None:
            encrypted = totp.new_secret(account.id)
            await _store_own_secret(tx, actor, encrypted)
    return totp.enrolment(account.id, account.username, encrypted)


async def confirm_own(
    actor: Actor, code: str, caller: Caller, *, end_tokens: bool = False
) -> list[str]:
    """Turns the actor's second factor on and returns its backup codes.

    Ends its other sessions, and its tokens if `end_tokens`. BadCredentials for a wrong code;
    ClockIsOff; Conflict if no secret was requested before.
    """
    codes = backup_codes.new_codes()
    async with transaction() as tx:
        account, encrypted = await _lock_own_enrolment(tx, actor)
        step = _matching_time_step(account, encrypted, code, tx.now)
        await _store_own_secret(tx, actor, None)
        await _turn_on(tx, account, encrypted, step, codes, caller)
        await end_other_access(tx, actor, caller, end_tokens=end_tokens)
    return codes


async def renew_codes(actor: Actor, caller: Caller) -> list[str]:
    """Replaces the backup codes by ten new ones. Conflict without a second factor."""
    codes = backup_codes.new_codes()
    async with transaction() as tx:
        account = await lock_own_account(tx, actor)
        if not account.has_totp:
            raise Conflict("Your second factor is off. Turn it on first.")
        await backup_codes.replace(tx, account.id, backup_codes.hashes_of(account.id, codes))
        await audit_log.record(tx, "backup_codes_made", "ok", caller, account.id)
    return codes


async def turn_off(actor: Actor, caller: Caller, *, end_tokens: bool = False) -> None:
    """Turns the actor's second factor off. Ends other sessions, and its tokens if `end_tokens`.

    Conflict if the policy requires one, or if the password would be too short without it.
    """
    async with transaction() as tx:
        account = await lock_own_account(tx, actor)
        if (await policy.read(tx)).mfa_required:
            raise Conflict(REQUIRED)
        if account.password_is_short:
            raise Conflict(TOO_SHORT)
        if await totp.turn_off(tx, account.id):
            await challenges.end_all(tx, account.id)
            await end_other_access(tx, actor, caller, end_tokens=end_tokens)
            await audit_log.record(tx, "totp_off", "ok", caller, account.id)


async def second_factor_of(tx: Transaction, actor: Actor) -> SecondFactor:
    """Returns the state of the actor's second factor."""
    return SecondFactor(
        await totp.confirmed_at(tx, actor.account_id),
        await backup_codes.unused_count(tx, actor.account_id),
        (await policy.read(tx)).mfa_required,
    )


async def _turn_on(
    tx: Transaction,
    account: AccountRecord,
    encrypted: bytes | None,
    step: int,
    codes: list[str],
    caller: Caller,
) -> None:
    assert encrypted is not None
    await totp.turn_on(tx, account.id, encrypted, step)
    await backup_codes.replace(tx, account.id, backup_codes.hashes_of(account.id, codes))
    await accounts.update_account(tx, account.id, mfa_enforce_pending=False)
    await challenges.end_all(tx, account.id)
    await audit_log.record(tx, "totp_on", "ok", caller, account.id)


def _matching_time_step(
    account: AccountRecord, encrypted: bytes | None, code: str, now: datetime
) -> int:
    if encrypted is None:
        raise Conflict(NOT_BEGUN)
    step = totp.matching_step(account.id, encrypted, code, now)
    if step is None and totp.matches_within_clock_skew(account.id, encrypted, code, now):
        raise ClockIsOff()
    if step is None:
        raise BadCredentials(WRONG)
    return step


async def _lock_challenge(tx: Transaction, proof: Proof) -> tuple[AccountRecord, OpenChallenge]:
    """Locks the account (SELECT ... FOR UPDATE), then reads its challenge. StepOver."""
    account_id = (await challenges.find(tx, "mfa_setup", proof)).account_id
    account = await accounts.lock_account(tx, account_id)
    challenge = await challenges.find(tx, "mfa_setup", proof)
    if account is None or account.has_totp or account.disabled:
        raise StepOver()
    return account, challenge


async def _lock_own_enrolment(tx: Transaction, actor: Actor) -> tuple[AccountRecord, bytes | None]:
    account = await lock_own_account(tx, actor)
    if account.has_totp:
        raise Conflict(ALREADY_ON)
    pending = await tx.scalar(
        select(col(Session.pending_totp)).where(col(Session.id) == actor.session_id)
    )
    return account, pending


async def _store_own_secret(tx: Transaction, actor: Actor, encrypted: bytes | None) -> None:
    await tx.execute(
        update(Session).where(col(Session.id) == actor.session_id).values(pending_totp=encrypted)
    )
