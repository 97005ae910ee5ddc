"""One-time codes and backup codes: counted before they are looked at, and used once.

Both are counted together, apart from passwords: ten wrong ones in a row lock the second
step, which also ends every step that is open at it.
"""

from __future__ import annotations

from uuid import UUID

from umbra.accounts import audit, backup_codes, challenges, known, throttle, totp
from umbra.accounts.audit import Caller
from umbra.accounts.challenges import Proof
from umbra.accounts.outcomes import Outcome
from umbra.accounts.signing_in import WRONG, next_outcome
from umbra.accounts.throttle import Bucket, Count
from umbra.core.errors import BadCredentials, StepOver
from umbra.database import Transaction, transaction

WARN_AT = 3
"""So many wrong codes in a row, and the account is told: somebody may have its password."""


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
    if outcome is None:
        action = "totp" if backup_code is None else "backup_code"
        await _note_wrong(account_id, action, counts[counted], caller)
        raise BadCredentials(WRONG)
    await throttle.give_back([counted])
    return outcome


async def confirm_by_code(account_id: UUID, code: str, caller: Caller) -> bool:
    """Whether `code` is the account's and was not used before; counted like any other."""
    counted, counts = await _charge(account_id)
    async with transaction() as tx:
        await known.hold(tx, account_id)
        right = await totp.use_code(tx, account_id, code)
    if right:
        await throttle.give_back([counted])
    else:
        await _note_wrong(account_id, "totp", counts[counted], caller)
    return right


async def _by_code(proof: Proof, caller: Caller, account_id: UUID, code: str) -> Outcome | None:
    async with transaction() as tx:
        await known.hold(tx, account_id)
        if not await totp.use_code(tx, account_id, code):
            return None
        return await _pass(tx, proof, caller, "totp")


async def _by_backup_code(
    proof: Proof, caller: Caller, account_id: UUID, code: str
) -> Outcome | None:
    async with transaction() as tx:
        stored = await backup_codes.stored(tx, account_id, code)
    if stored is None or not await backup_codes.matches(account_id, code, stored):
        return None
    async with transaction() as tx:
        await known.hold(tx, account_id)
        if not await backup_codes.use(tx, account_id, stored):
            return None
        return await _pass(tx, proof, caller, "backup_code")


async def _pass(tx: Transaction, proof: Proof, caller: Caller, action: audit.Action) -> Outcome:
    """Spends the step, which must still be open; what was used is given back if it is not.

    A one-time code proves afresh who it is, as it does to `auth/confirm`. A backup code does not:
    it can be copied from where it is kept, so the proof stays as old as the password's.
    """
    challenge = await challenges.find(tx, "totp", proof)
    await challenges.spend(tx, challenge)
    account = await known.hold(tx, challenge.account_id)
    if account is None or account.disabled:
        raise StepOver()
    await audit.note(tx, action, "ok", caller, account.id)
    proved_at = tx.now if action == "totp" else challenge.proved_at
    return await next_outcome(tx, account, caller, "totp", proved_at)


def bucket_of(account_id: UUID) -> Bucket:
    """What an account's codes are counted in."""
    return throttle.bucket(throttle.CODES, "codes", account_id.bytes, account_id=account_id)


async def _charge(account_id: UUID) -> tuple[Bucket, dict[Bucket, Count]]:
    counted = bucket_of(account_id)
    return counted, await throttle.charge([counted])


async def _note_wrong(account_id: UUID, action: audit.Action, count: Count, caller: Caller) -> None:
    async with transaction() as tx:
        await audit.note(tx, action, "refused", caller, account_id)
        if count.failures == WARN_AT:
            await audit.note(tx, action, "warned", caller, account_id, failures=WARN_AT)
        if count.blocked_until is not None:
            await audit.note(tx, action, "throttled", caller, account_id)
            await challenges.end_all(tx, account_id, "totp")
