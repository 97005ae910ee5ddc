"""Getting in with a password or a PIN.

Not one transaction: what an attempt costs is committed before the secret is looked at,
and a refusal is noted although nothing else happens.
"""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime

from umbra.accounts import policy
from umbra.accounts.audit import audit_log, notices
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials.passwords import shortest_password
from umbra.accounts.directory import accounts
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.primitives.client_address import network_of
from umbra.accounts.primitives.hashing import hasher
from umbra.accounts.primitives.sign_in_steps import PASSED_BY, STEPS, Needs, Position, next_position
from umbra.accounts.primitives.usernames import username_key
from umbra.accounts.rate_limiting import devices, throttle
from umbra.accounts.rate_limiting.devices import known_device
from umbra.accounts.sessions import challenges, sessions
from umbra.accounts.sessions.outcomes import Method, Outcome, SignInComplete, StepRequired
from umbra.accounts.sessions.sessions import digest
from umbra.core.errors import BadCredentials, TooManyAttempts
from umbra.database import Transaction, database, transaction

WRONG = "That did not match. Check what you typed and try again."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Counted:
    """How attempts of one method are counted: by name, by known browser, and by all of those."""

    policy: throttle.Policy
    by_name: throttle.Kind
    by_device: throttle.Kind
    policy_of_devices: throttle.Policy
    by_devices: throttle.Kind


_COUNTED: dict[Method, _Counted] = {
    "password": _Counted(
        throttle.PASSWORD,
        "name-password",
        "device-password",
        throttle.PASSWORD_OF_DEVICES,
        "devices-password",
    ),
    "pin": _Counted(throttle.PIN, "name-pin", "device-pin", throttle.PIN_OF_DEVICES, "devices-pin"),
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was typed to get in: a secret of one kind, and mostly a name."""

    kind: Method
    secret: str
    username: str | None


@dataclass(frozen=True, slots=True)
class _Buckets:
    """What an attempt may be charged to: the count of its name, those of its address, and of a
    known browser its own and the one of all that the account knows."""

    name: throttle.Bucket
    address: tuple[throttle.Bucket, ...]
    device: throttle.Bucket | None = None
    all_devices: throttle.Bucket | None = None


async def sign_in(credentials: Credentials, caller: Caller) -> Outcome:
    """Lets in whoever knows the secret, or goes on to the next step.

    BadCredentials in the same words, and after the same work, whether the name does not
    exist, the secret is wrong, or the account is disabled; TooManyAttempts likewise.
    """
    async with hasher().queue_slot(line_key(caller, credentials.username)):
        return await _attempt(credentials, caller)


async def _attempt(credentials: Credentials, caller: Caller) -> Outcome:
    kind, secret = credentials.kind, unicodedata.normalize("NFC", credentials.secret)
    async with transaction() as tx:
        account = await _find(tx, credentials)
        buckets = await _buckets_of(tx, credentials, account, caller)
    counts = await _charge(buckets, caller, kind)
    stored = account.opened_by(kind, database().clock.now()) if account else None
    matched = await hasher().matches(kind, secret, stored)
    if not matched or account is None or stored is None:
        await _note_refusal(account, caller, kind, _waits(counts))
        raise BadCredentials(WRONG)
    shared = [one for one in buckets.address if one in counts]
    await throttle.refund_success(counts.keys() - shared, shared)
    renewed = await hasher().hash(kind, secret) if hasher().is_outdated(stored) else None
    async with transaction() as tx:
        account = await accounts.lock_account(tx, account.id)
        if account is None or account.opened_by(kind, tx.now) != stored:
            raise BadCredentials(WRONG)
        if renewed is not None:
            await accounts.store_hash(tx, account.id, kind, renewed)
        account = await _held_to_the_rules(tx, account, credentials)
        outcome = await next_outcome(tx, account, caller, "secret", tx.now)
        await _note_sign_in(tx, account, caller, kind, outcome)
        return outcome


async def next_outcome(
    tx: Transaction,
    account: AccountRecord,
    caller: Caller,
    passed: Position,
    proved_at: datetime,
    backup_codes: list[str] | None = None,
) -> Outcome:
    """What follows a place that was passed: the next step the account needs, or a session.

    `proved_at`: when the latest password, PIN or one-time code of the account was shown on the
    way here. Neither a new password nor a new second factor is such a proof: who chose them
    need not know the old ones. The step or session that follows is proved no later.

    A session has a new id and token at every sign-in, and the one that the browser came
    with ends; a token it brought is never adopted.
    """
    rules = await policy.read(tx)
    asked = account.mfa_enforce_pending or rules.mfa_required
    needs = Needs(
        totp=account.has_totp,
        password_change=account.password_change_pending,
        mfa_setup=asked and not account.has_totp,
    )
    place = next_position(passed, PASSED_BY[passed], needs)
    if place in STEPS:
        begun = await challenges.begin(tx, account.id, place, caller.challenge_digest, proved_at)
        await _follow(tx, account, caller, begun.cookie)
        shortest = shortest_password(rules, second_factor=account.has_totp)
        return StepRequired(begun, shortest)
    if caller.session_digest is not None:
        await sessions.end_by_digest(tx, caller.session_digest)
    agent = caller.user_agent[: audit_log.LONGEST_USER_AGENT]
    session = await sessions.begin(tx, account.id, caller.address, agent, proved_at)
    await _follow(tx, account, caller, session.token)
    device = await devices.remember(tx, account.id, caller.device)
    return SignInComplete(account.view(), session, device, backup_codes)


async def _follow(tx: Transaction, account: AccountRecord, caller: Caller, token: str) -> None:
    """What the browser did on its way here is no news to it."""
    before = (caller.session_digest, caller.challenge_digest)
    await notices.reassign(tx, account.id, before, digest(token))


async def _note_sign_in(
    tx: Transaction, account: AccountRecord, caller: Caller, kind: Method, outcome: Outcome
) -> None:
    """Notes that the secret was right, and whether this browser is one that never came in."""
    step = isinstance(outcome, StepRequired)
    token = outcome.challenge.cookie if step else outcome.session.token
    detail: dict[str, str | bool] = {"method": kind}
    if await known_device(tx, caller.device, account.id) is None:
        detail["new_browser"] = True
    known_as = replace(caller, session_digest=digest(token))
    await audit_log.record(tx, "sign_in", "ok", known_as, account.id, **detail)


async def _held_to_the_rules(
    tx: Transaction, account: AccountRecord, credentials: Credentials
) -> AccountRecord:
    """The account, marked for a new password where the rules ask more than it just showed."""
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


def line_key(caller: Caller, username: str | None) -> tuple[str, str]:
    """What waits for itself in the line of strangers: one name from one address."""
    return network_of(caller.address), username_key(username or "")


def address_buckets(caller: Caller) -> tuple[throttle.Bucket, ...]:
    """What all attempts from one address are charged to, names known or not."""
    network = network_of(caller.address)
    return (
        throttle.bucket(throttle.ADDRESS_MINUTE, "address-minute", network, network=network),
        throttle.bucket(throttle.ADDRESS_HOUR, "address-hour", network, network=network),
    )


async def _find(tx: Transaction, credentials: Credentials) -> AccountRecord | None:
    if credentials.username is not None:
        return await accounts.find_by_name(tx, credentials.username)
    return await accounts.find_the_only_one(tx) if credentials.kind == "pin" else None


async def _buckets_of(
    tx: Transaction, credentials: Credentials, account: AccountRecord | None, caller: Caller
) -> _Buckets:
    counted = _COUNTED[credentials.kind]
    whose = account.id if account else None
    name = account.username if account else credentials.username or ""
    buckets = _Buckets(
        throttle.bucket(counted.policy, counted.by_name, username_key(name), account_id=whose),
        address_buckets(caller),
    )
    device = await known_device(tx, caller.device, whose)
    if device is None:
        return buckets
    whose = device.account_id
    return replace(
        buckets,
        device=throttle.bucket(counted.policy, counted.by_device, device.nonce, account_id=whose),
        all_devices=throttle.bucket(
            counted.policy_of_devices, counted.by_devices, whose.bytes, account_id=whose
        ),
    )


async def _charge(
    buckets: _Buckets, caller: Caller, kind: Method
) -> dict[throttle.Bucket, throttle.Count]:
    """Charges the attempt; gives what each bucket that was charged has come to."""
    try:
        return await _charged(buckets)
    except TooManyAttempts:
        _log.info("sign_in throttled from=%s method=%s", caller.address, kind)
        raise


async def _charged(buckets: _Buckets) -> dict[throttle.Bucket, throttle.Count]:
    """A known browser waits for its own count alone, and pays to its address's too.

    Where all known browsers of the account failed too often, each is treated like any other:
    it waits for its name and its address as well.
    """
    others = [buckets.name, *buckets.address]
    if buckets.device is None or buckets.all_devices is None:
        return await throttle.charge(others)
    lenient = [buckets.all_devices, *buckets.address]
    counts = await throttle.charge([buckets.device], lenient)
    if buckets.all_devices in counts:
        return counts
    return counts | await throttle.charge([one for one in others if one not in counts])


def _waits(counts: dict[throttle.Bucket, throttle.Count]) -> bool:
    """Whether an account's count has come to where its next attempt has to wait."""
    return any(
        count.blocked_until is not None for one, count in counts.items() if one.network is None
    )


async def _note_refusal(
    account: AccountRecord | None, caller: Caller, kind: Method, waits: bool
) -> None:
    """Keeps the refusal, and where it brought a waiting time, that too."""
    account_id = account.id if account else None
    async with transaction() as tx:
        await audit_log.record(tx, "sign_in", "refused", caller, account_id, method=kind)
        if waits:
            await audit_log.record(tx, "sign_in", "throttled", caller, account_id, method=kind)
