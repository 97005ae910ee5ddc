"""Second factor at sign-in: TOTP codes and backup codes, single use, rate-limited.

The rate limit is charged before a code is checked. Both kinds share one bucket, apart from
passwords: ten wrong codes in a row block the second factor and end all its open challenges.
"""

from __future__ import annotations

from typing import Literal, NoReturn
from uuid import UUID

from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials import backup_codes, totp
from umbra.accounts.directory import accounts
from umbra.accounts.flows.next_step import WRONG, next_outcome
from umbra.accounts.rate_limiting import throttle
from umbra.accounts.rate_limiting.throttle import Bucket, Count
from umbra.accounts.sessions import challenges
from umbra.accounts.sessions.challenges import Proof
from umbra.accounts.sessions.outcomes import Outcome
from umbra.core.errors import BadCredentials, ClockIsOff, StepOver
from umbra.database import Transaction, transaction

WARN_AT = 3
"""Wrong codes in a row after which the account gets a notice: its password may be known."""

Refusal = Literal["replayed", "late", "wrong"]


async def verify(
    proof: Proof, caller: Caller, *, code: str | None = None, backup_code: str | None = None
) -> Outcome:
    """Passes the second-factor step with a TOTP code or a backup code.

    StepOver without an open challenge; BadCredentials for a wrong or used code; ClockIsOff;
    TooManyAttempts.
    """
    async with transaction() as tx:
        account_id = (await challenges.find(tx, "totp", proof)).account_id
    bucket, counts = await _charge(account_id)
    if backup_code is not None:
        outcome = await _verify_backup_code(proof, caller, account_id, backup_code)
    else:
        outcome = await _verify_code(proof, caller, account_id, code or "")
    if isinstance(outcome, str):
        action = "totp" if backup_code is None else "backup_code"
        await _refuse(outcome, account_id, action, bucket, counts[bucket], caller)
    await throttle.refund_success([bucket])
    return outcome


async def use_code(account_id: UUID, code: str, caller: Caller) -> None:
    """Uses a TOTP code of the account, rate-limited like at sign-in.

    BadCredentials; ClockIsOff; TooManyAttempts.
    """
    bucket, counts = await _charge(account_id)
    async with transaction() as tx:
        await accounts.lock_account(tx, account_id)
        result = await totp.use_code(tx, account_id, code)
    if result != "used":
        await _refuse(result, account_id, "totp", bucket, counts[bucket], caller)
    await throttle.refund_success([bucket])


async def _verify_code(
    proof: Proof, caller: Caller, account_id: UUID, code: str
) -> Outcome | Refusal:
    async with transaction() as tx:
        await accounts.lock_account(tx, account_id)
        result = await totp.use_code(tx, account_id, code)
        return await _pass_challenge(tx, proof, caller, "totp") if result == "used" else result


async def _verify_backup_code(
    proof: Proof, caller: Caller, account_id: UUID, code: str
) -> Outcome | Refusal:
    async with transaction() as tx:
        stored = await backup_codes.unused_hash(tx, account_id, code)
        if stored is None:
            return "replayed" if await backup_codes.was_used(tx, account_id, code) else "wrong"
    if not await backup_codes.matches(account_id, code, stored):
        return "wrong"
    async with transaction() as tx:
        await accounts.lock_account(tx, account_id)
        if not await backup_codes.mark_used(tx, account_id, stored):
            return "replayed"
        return await _pass_challenge(tx, proof, caller, "backup_code")


async def _refuse(
    why: Refusal,
    account_id: UUID,
    action: audit_log.Action,
    bucket: Bucket,
    count: Count,
    caller: Caller,
) -> NoReturn:
    """Raises BadCredentials, with the same message for a wrong and for a used code.

    A valid code that was used already is no guess, for instance when a browser sends it twice:
    its charge is refunded, since parallel requests with one valid code would otherwise block the
    account. A code of the last minutes counts as wrong and raises ClockIsOff; a code of the
    minutes to come does not, since an attacker who guessed it would only have to wait.
    """
    if why == "replayed":
        await throttle.refund_charge(bucket)
        raise BadCredentials(WRONG)
    await _record_wrong_code(account_id, action, count, caller)
    raise ClockIsOff() if why == "late" else BadCredentials(WRONG)


async def _pass_challenge(
    tx: Transaction, proof: Proof, caller: Caller, action: audit_log.Action
) -> Outcome:
    """Spends the challenge and begins what follows. StepOver rolls back the use of the code.

    A TOTP code counts as a recent reauthentication, as it does at `auth/confirm`. A backup code
    does not, since it can be copied from where it is stored: `proved_at` stays the password's.
    """
    challenge = await challenges.find(tx, "totp", proof)
    await challenges.spend(tx, challenge)
    account = await accounts.lock_account(tx, challenge.account_id)
    if account is None or account.disabled:
        raise StepOver()
    await audit_log.record(tx, action, "ok", caller, account.id)
    proved_at = tx.now if action == "totp" else challenge.proved_at
    return await next_outcome(tx, account, caller, "totp", proved_at)


def codes_bucket(account_id: UUID) -> Bucket:
    """Returns the rate limit bucket of an account's TOTP and backup codes."""
    return throttle.bucket(throttle.CODES, "codes", account_id.bytes, account_id=account_id)


async def _charge(account_id: UUID) -> tuple[Bucket, dict[Bucket, Count]]:
    bucket = codes_bucket(account_id)
    return bucket, await throttle.charge([bucket])


async def _record_wrong_code(
    account_id: UUID, action: audit_log.Action, count: Count, caller: Caller
) -> None:
    async with transaction() as tx:
        await audit_log.record(tx, action, "refused", caller, account_id)
        if count.failures == WARN_AT:
            await audit_log.record(tx, action, "warned", caller, account_id, failures=WARN_AT)
        if count.blocked_until is not None:
            await audit_log.record(tx, action, "throttled", caller, account_id)
            await challenges.end_all(tx, account_id, "totp")
