"""Sign-in with a password or a PIN.

Not one transaction: the attempt's rate limit charge is committed before the secret is
compared, and a refusal is written to the audit log although nothing else is.
"""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass, replace

from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials.passwords import shortest_password
from umbra.accounts.directory import accounts
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.flows.next_step import WRONG, address_buckets, next_outcome, queue_key
from umbra.accounts.primitives.hashing import hasher
from umbra.accounts.primitives.usernames import username_key
from umbra.accounts.rate_limiting import throttle
from umbra.accounts.rate_limiting.devices import known_device
from umbra.accounts.sessions.outcomes import Method, Outcome, StepRequired
from umbra.accounts.sessions.sessions import digest
from umbra.core.errors import BadCredentials, TooManyAttempts
from umbra.database import Transaction, database, transaction

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _RateLimits:
    """Rate limits of one sign-in method: per name, per known device, and of all known devices."""

    policy: throttle.Policy
    by_name: throttle.Kind
    by_device: throttle.Kind
    policy_of_devices: throttle.Policy
    by_devices: throttle.Kind


_RATE_LIMITS: dict[Method, _RateLimits] = {
    "password": _RateLimits(
        throttle.PASSWORD,
        "name-password",
        "device-password",
        throttle.PASSWORD_OF_DEVICES,
        "devices-password",
    ),
    "pin": _RateLimits(
        throttle.PIN, "name-pin", "device-pin", throttle.PIN_OF_DEVICES, "devices-pin"
    ),
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was typed to sign in: a secret, and a user name unless a PIN was sent alone."""

    kind: Method
    secret: str
    username: str | None


@dataclass(frozen=True, slots=True)
class _Buckets:
    """Rate limit buckets of an attempt.

    Those of the name and the address; for a known device also its own, and the one that all
    known devices of the account share.
    """

    name: throttle.Bucket
    address: tuple[throttle.Bucket, ...]
    device: throttle.Bucket | None = None
    all_devices: throttle.Bucket | None = None


async def sign_in(credentials: Credentials, caller: Caller) -> Outcome:
    """Signs in, or begins the next sign-in step.

    BadCredentials with the same message and after the same work whether the name is unknown,
    the secret is wrong, or the account is disabled (no user enumeration); TooManyAttempts
    likewise.
    """
    async with hasher().queue_slot(queue_key(caller, credentials.username)):
        return await _sign_in(credentials, caller)


async def _sign_in(credentials: Credentials, caller: Caller) -> Outcome:
    kind, secret = credentials.kind, unicodedata.normalize("NFC", credentials.secret)
    async with transaction() as tx:
        account = await _find_account(tx, credentials)
        buckets = await _buckets_of(tx, credentials, account, caller)
    counts = await _charge(buckets, caller, kind)
    stored = account.opened_by(kind, database().clock.now()) if account else None
    matched = await hasher().matches(kind, secret, stored)
    if not matched or account is None or stored is None:
        await _record_refusal(account, caller, kind, _blocks_account(counts))
        raise BadCredentials(WRONG)
    shared = [bucket for bucket in buckets.address if bucket in counts]
    await throttle.refund_success(counts.keys() - shared, shared)
    rehashed = await hasher().hash(kind, secret) if hasher().is_outdated(stored) else None
    async with transaction() as tx:
        account = await accounts.lock_account(tx, account.id)
        if account is None or account.opened_by(kind, tx.now) != stored:
            raise BadCredentials(WRONG)
        if rehashed is not None:
            await accounts.store_hash(tx, account.id, kind, rehashed)
        account = await _apply_password_policy(tx, account, credentials)
        outcome = await next_outcome(tx, account, caller, "secret", tx.now)
        await _record_sign_in(tx, account, caller, kind, outcome)
        return outcome


async def _record_sign_in(
    tx: Transaction, account: AccountRecord, caller: Caller, kind: Method, outcome: Outcome
) -> None:
    """Writes the accepted secret to the audit log, and whether the browser is a new one."""
    step = isinstance(outcome, StepRequired)
    token = outcome.challenge.cookie if step else outcome.session.token
    detail: dict[str, str | bool] = {"method": kind}
    if await known_device(tx, caller.device, account.id) is None:
        detail["new_browser"] = True
    signed_in = replace(caller, session_digest=digest(token))
    await audit_log.record(tx, "sign_in", "ok", signed_in, account.id, **detail)


async def _apply_password_policy(
    tx: Transaction, account: AccountRecord, credentials: Credentials
) -> AccountRecord:
    """Requires a password change if the secret just used no longer satisfies the policy."""
    rules = await policy.read(tx)
    if credentials.kind == "password":
        secret = unicodedata.normalize("NFC", credentials.secret)
        weak = len(secret) < shortest_password(rules, second_factor=account.has_totp)
    else:
        weak = not rules.pin_allowed
    if not weak or account.password_change_pending:
        return account
    await accounts.update_account(tx, account.id, password_change_pending=True)
    return replace(account, password_change_pending=True)


async def _find_account(tx: Transaction, credentials: Credentials) -> AccountRecord | None:
    if credentials.username is not None:
        return await accounts.find_by_name(tx, credentials.username)
    return await accounts.find_sole_account(tx) if credentials.kind == "pin" else None


async def _buckets_of(
    tx: Transaction, credentials: Credentials, account: AccountRecord | None, caller: Caller
) -> _Buckets:
    limits = _RATE_LIMITS[credentials.kind]
    account_id = account.id if account else None
    name = account.username if account else credentials.username or ""
    buckets = _Buckets(
        throttle.bucket(limits.policy, limits.by_name, username_key(name), account_id=account_id),
        address_buckets(caller),
    )
    device = await known_device(tx, caller.device, account_id)
    if device is None:
        return buckets
    account_id = device.account_id
    return replace(
        buckets,
        device=throttle.bucket(
            limits.policy, limits.by_device, device.nonce, account_id=account_id
        ),
        all_devices=throttle.bucket(
            limits.policy_of_devices, limits.by_devices, account_id.bytes, account_id=account_id
        ),
    )


async def _charge(
    buckets: _Buckets, caller: Caller, kind: Method
) -> dict[throttle.Bucket, throttle.Count]:
    """Charges the attempt. Returns the new count of each charged bucket. TooManyAttempts."""
    try:
        return await _charge_buckets(buckets)
    except TooManyAttempts:
        _log.info("sign_in throttled from=%s method=%s", caller.address, kind)
        raise


async def _charge_buckets(buckets: _Buckets) -> dict[throttle.Bucket, throttle.Count]:
    """Charges a known device's attempt to its own bucket, and leniently to its address's.

    Once all known devices of the account together failed too often, each is limited like any
    other browser: by its name and its address as well.
    """
    others = [buckets.name, *buckets.address]
    if buckets.device is None or buckets.all_devices is None:
        return await throttle.charge(others)
    lenient = [buckets.all_devices, *buckets.address]
    counts = await throttle.charge([buckets.device], lenient)
    if buckets.all_devices in counts:
        return counts
    return counts | await throttle.charge([bucket for bucket in others if bucket not in counts])


def _blocks_account(counts: dict[throttle.Bucket, throttle.Count]) -> bool:
    """Returns whether one of the account's buckets now blocks the next attempt."""
    return any(
        count.blocked_until is not None
        for bucket, count in counts.items()
        if bucket.network is None
    )


async def _record_refusal(
    account: AccountRecord | None, caller: Caller, kind: Method, blocked: bool
) -> None:
    """Writes the refusal to the audit log, and whether the next attempt is blocked for a time."""
    account_id = account.id if account else None
    async with transaction() as tx:
        await audit_log.record(tx, "sign_in", "refused", caller, account_id, method=kind)
        if blocked:
            await audit_log.record(tx, "sign_in", "throttled", caller, account_id, method=kind)
