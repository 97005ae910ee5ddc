"""One-time codes and backup codes: counted before they are looked at, and used once.

Both are counted together, apart from passwords: ten wrong ones in a row lock the second
step, which also ends every step that is open at it.
"""

from __future__ import annotations

from typing import Literal, NoReturn
from uuid import UUID

from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials import backup_codes, totp
from umbra.accounts.directory import accounts
from umbra.accounts.flows.sign_in import WRONG, next_outcome
from umbra.accounts.rate_limiting import throttle
from umbra.accounts.rate_limiting.throttle import Bucket, Count
from umbra.accounts.sessions import challenges
from umbra.accounts.sessions.challenges import Proof
from umbra.accounts.sessions.outcomes import Outcome
from umbra.core.errors import BadCredentials, ClockIsOff, StepOver
from umbra.database import Transaction, transaction

WARN_AT = 3
"""So many wrong codes in a row, and the account is told: somebody may have its password."""

Refusal = Literal["replayed", "late", "wrong"]


async def verify(
    proof: Proof, caller: Caller, *, code: str | None = None, backup_code: str | None = None
) -> Outcome:
    """Passes the second step with a code of one kind or the other.

    StepOver without an open step; BadCredentials for a wrong or used code; TooManyAttempts.
    """
    async with transaction() as tx:
        account_id = (await challenges.find(tx, "totp", proof)).account_id
    counted, counts = await _charge(account_id)
    if backup_code is not None:
        outcome = await _by_backup_code(proof, caller, account_id, backup_code)
    else:
        outcome = await _by_code(proof, caller, account_id, code or "")
    if isinstance(outcome, str):
        action = "totp" if backup_code is None else "backup_code"
        await _refuse(outcome, account_id, action, counted, counts[counted], caller)
    await throttle.refund_success([counted])
    return outcome


async def confirm_by_code(account_id: UUID, code: str, caller: Caller) -> None:
    """Uses a code of the account up; counted like any other. BadCredentials; ClockIsOff."""
    counted, counts = await _charge(account_id)
    async with transaction() as tx:
        await accounts.lock_account(tx, account_id)
        came_to = await totp.use_code(tx, account_id, code)
    if came_to != "used":
        await _refuse(came_to, account_id, "totp", counted, counts[counted], caller)
    await throttle.refund_success([counted])


async def _by_code(proof: Proof, caller: Caller, account_id: UUID, code: str) -> Outcome | Refusal:
    async with transaction() as tx:
        await accounts.lock_account(tx, account_id)
        came_to = await totp.use_code(tx, account_id, code)
        return await _pass(tx, proof, caller, "totp") if came_to == "used" else came_to


async def _by_backup_code(
    proof: Proof, caller: Caller, account_id: UUID, code: str
) -> Outcome | Refusal:
    async with transaction() as tx:
        stored = await backup_codes.stored(tx, account_id, code)
        if stored is None:
            return "replayed" if await backup_codes.was_used(tx, account_id, code) else "wrong"
    if not await backup_codes.matches(account_id, code, stored):
        return "wrong"
    async with transaction() as tx:
        await accounts.lock_account(tx, account_id)
        if not await backup_codes.use(tx, account_id, stored):
            return "replayed"
        return await _pass(tx, proof, caller, "backup_code")


async def _refuse(
    why: Refusal,
    account_id: UUID,
    action: audit_log.Action,
    counted: Bucket,
    count: Count,
    caller: Caller,
) -> NoReturn:
    """Raises BadCredentials, in the same words for a code that is wrong or was used before.

    A code that was right and is used is no guess, as when a browser sends it twice at once: its
    charge is refunded, or parallel calls of one right code would lock the account's own step. One
    of the last minutes counts as wrong, and ClockIsOff says so; a code of the minutes to come gets
    no such answer, since whoever guesses it would only have to wait.
    """
    if why == "replayed":
        await throttle.refund_charge(counted)
        raise BadCredentials(WRONG)
    await _note_wrong(account_id, action, count, caller)
    raise ClockIsOff() if why == "late" else BadCredentials(WRONG)


async def _pass(tx: Transaction, proof: Proof, caller: Caller, action: audit_log.Action) -> Outcome:
    """Spends the step, which must still be open; what was used is given back if it is not.

    A one-time code proves afresh who it is, as it does to `auth/confirm`. A backup code does not:
    it can be copied from where it is kept, so the proof stays as old as the password's.
    """
    challenge = await challenges.find(tx, "totp", proof)
    await challenges.spend(tx, challenge)
    account = await accounts.lock_account(tx, challenge.account_id)
    if account is None or account.disabled:
        raise StepOver()
    await audit_log.record(tx, action, "ok", caller, account.id)
    proved_at = tx.now if action == "totp" else challenge.proved_at
    return await next_outcome(tx, account, caller, "totp", proved_at)


def bucket_of(account_id: UUID) -> Bucket:
    """What an account's codes are counted in."""
    return throttle.bucket(throttle.CODES, "codes", account_id.bytes, account_id=account_id)


async def _charge(account_id: UUID) -> tuple[Bucket, dict[Bucket, Count]]:
    counted = bucket_of(account_id)
    return counted, await throttle.charge([counted])


async def _note_wrong(
    account_id: UUID, action: audit_log.Action, count: Count, caller: Caller
) -> None:
    async with transaction() as tx:
        await audit_log.record(tx, action, "refused", caller, account_id)
        if count.failures == WARN_AT:
            await audit_log.record(tx, action, "warned", caller, account_id, failures=WARN_AT)
        if count.blocked_until is not None:
            await audit_log.record(tx, action, "throttled", caller, account_id)
            await challenges.end_all(tx, account_id, "totp")
