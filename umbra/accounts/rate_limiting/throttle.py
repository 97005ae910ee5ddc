"""Rate limits for attempts at secrets: counters in PostgreSQL, with lockouts.

Each attempt charges its buckets in a transaction of its own, before any secret is compared,
so that neither parallel calls nor a rollback make an attempt free. A correct secret refunds
the charge. Buckets are keyed by an HMAC, so the table holds no typed names. It names the
account or network that a bucket counts, so that an admin can see and lift a lockout.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from umbra.accounts.models import Throttle
from umbra.accounts.primitives.keys import mac
from umbra.core.clock import latest
from umbra.core.errors import TooManyAttempts
from umbra.database import Transaction, transaction

CEILING = 100
"""Consecutive failures after which waiting does not help: only a known browser can sign in, or
an admin or the command line lifts the lockout."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A rate limit: `limit` attempts per `window`, and the wait after them.

    The wait starts at `first_wait` and doubles up to `longest_wait`. After the first wait,
    `limit_after_wait` attempts cause the next one. After `ceiling` consecutive failures the
    lockout is permanent. With `ceiling` None it never is, and a wait lasts to the end of the
    window.
    """

    limit: int
    window: timedelta
    first_wait: timedelta
    longest_wait: timedelta
    limit_after_wait: int
    ceiling: int | None


PASSWORD = Policy(5, timedelta(minutes=5), timedelta(minutes=5), timedelta(hours=1), 5, CEILING)
PIN = Policy(5, timedelta(days=1), timedelta(seconds=30), timedelta(days=1), 1, CEILING)
UNLOCK = Policy(5, timedelta(days=365), timedelta(days=1), timedelta(days=1), 1, CEILING)
CODES = Policy(10, timedelta(days=365), timedelta(minutes=15), timedelta(days=1), 3, CEILING)
PASSWORD_OF_DEVICES = replace(PASSWORD, limit=10, limit_after_wait=10)
PIN_OF_DEVICES = replace(PIN, limit=10)
ADDRESS_MINUTE = Policy(30, timedelta(minutes=1), timedelta(0), timedelta(0), 30, None)
ADDRESS_HOUR = Policy(200, timedelta(hours=1), timedelta(0), timedelta(0), 200, None)


Kind = Literal[
    "name-password",
    "name-pin",
    "device-password",
    "device-pin",
    "devices-password",
    "devices-pin",
    "confirm",
    "unlock",
    "codes",
    "address-minute",
    "address-hour",
]


DEVICE_KINDS: tuple[Kind, ...] = (
    "device-password",
    "device-pin",
    "devices-password",
    "devices-pin",
)
"""The buckets of browsers with a device cookie: one per browser, and one for all browsers of an
account."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A counter of attempts and its policy.

    `account_id` and `network`: what a lockout of this bucket applies to, where known.
    """

    key: bytes
    policy: Policy
    kind: Kind
    account_id: UUID | None = None
    network: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """The state of a bucket: `charges` in the window, consecutive `failures`, and the number of
    waits (`bans`) so far."""

    charges: int
    failures: int
    bans: int
    window_from: datetime
    blocked_until: datetime | None = None


class LockedOut(TooManyAttempts):
    """The ceiling of consecutive failures is reached: waiting does not help."""

    def __init__(self) -> None:
        super().__init__(int(PASSWORD.longest_wait.total_seconds()))
        self.detail = (
            f"Too many failed attempts ({CEILING} in a row). Use a browser that you signed in "
            "with before, or ask an admin to lift the lockout."
        )
        self.args = (self.detail,)


def bucket(
    policy: Policy,
    kind: Kind,
    what: str | bytes,
    *,
    account_id: UUID | None = None,
    network: str | None = None,
) -> Bucket:
    """The bucket of `kind` for `what`: a user name, an account, a network or a device.

    `account_id` and `network`: what a lockout applies to; both None for a name without an
    account.
    """
    part = what.encode() if isinstance(what, str) else what
    key = mac("throttle", kind.encode(), part)
    return Bucket(key, policy, kind, account_id, network)


def charged(count: Count | None, policy: Policy, now: datetime) -> Count:
    """`count` with one more attempt. Raises TooManyAttempts if the attempt has to wait."""
    count = _adjusted_to_clock(count or Count(0, 0, 0, now), policy, now)
    if policy.ceiling is not None and count.failures >= policy.ceiling:
        raise LockedOut()
    if count.blocked_until is not None and count.blocked_until > now:
        raise TooManyAttempts(math.ceil((count.blocked_until - now).total_seconds()))
    if now - count.window_from >= policy.window or count.blocked_until is not None:
        count = replace(count, charges=0, window_from=now, blocked_until=None)
    count = replace(count, charges=count.charges + 1, failures=count.failures + 1)
    allowed = policy.limit if not count.bans else policy.limit_after_wait
    return _blocked(count, policy, now) if count.charges >= allowed else count


def _adjusted_to_clock(count: Count, policy: Policy, now: datetime) -> Count:
    """`count`, with its window and wait starting now if the clock was set back since.

    So a wait stays in force, and none is longer than the longest wait of the policy.
    """
    if count.window_from <= latest(now):
        return count
    until = count.blocked_until and min(count.blocked_until, now + _longest(policy))
    return replace(count, window_from=now, blocked_until=until)


def _longest(policy: Policy) -> timedelta:
    return policy.longest_wait if policy.ceiling is not None else policy.window


def _blocked(count: Count, policy: Policy, now: datetime) -> Count:
    if policy.ceiling is None:
        return replace(count, blocked_until=count.window_from + policy.window)
    doubled = policy.first_wait * 2 ** min(count.bans, 30)
    wait = min(doubled, policy.longest_wait)
    return replace(count, bans=count.bans + 1, blocked_until=now + wait)


async def charge(buckets: Iterable[Bucket], lenient: Iterable[Bucket] = ()) -> dict[Bucket, Count]:
    """Charges all of `buckets` and commits; or raises TooManyAttempts and charges none.

    Buckets of `lenient` are charged unless they have to wait, and never cause a refusal.
    Returns the new count of each charged bucket; one with a `blocked_until` makes the next
    attempt wait. Rows are locked (SELECT ... FOR UPDATE) in key order, so that parallel
    attempts can't deadlock and never see the same count.
    """
    optional = frozenset(lenient)
    ordered = sorted([*buckets, *optional], key=lambda bucket: bucket.key)
    try:
        counts = await _charge(ordered, optional)
    except TooManyAttempts:
        await _store_adjusted_to_clock(ordered)
        raise
    if len(counts) < len(ordered):
        await _store_adjusted_to_clock([bucket for bucket in ordered if bucket not in counts])
    return counts


async def _charge(ordered: list[Bucket], optional: frozenset[Bucket]) -> dict[Bucket, Count]:
    counts = {}
    async with transaction() as tx:
        await tx.execute(
            insert(Throttle).on_conflict_do_nothing(),
            [_new_row(bucket, tx.now) for bucket in ordered],
        )
        for bucket in ordered:
            row = await tx.first(_SELECT_FOR_UPDATE, {"key": bucket.key})
            try:
                count = charged(Count(*row) if row else None, bucket.policy, tx.now)
            except TooManyAttempts:
                if bucket in optional:
                    continue
                raise
            await tx.execute(_UPDATE, _values(bucket, count))
            counts[bucket] = count
    return counts


async def _store_adjusted_to_clock(ordered: list[Bucket]) -> None:
    """Stores the counts that `_adjusted_to_clock` changes, so that their new waits end."""
    async with transaction() as tx:
        keys = [bucket.key for bucket in ordered]
        ahead = await tx.all(_SELECT_AHEAD_OF_CLOCK, {"keys": keys, "now": latest(tx.now)})
        ahead_keys = {row.bucket for row in ahead}
        for bucket in ordered:
            if bucket.key not in ahead_keys:
                continue
            row = await tx.first(_SELECT_FOR_UPDATE, {"key": bucket.key})
            if row is not None:
                adjusted = _adjusted_to_clock(Count(*row), bucket.policy, tx.now)
                await tx.execute(_UPDATE, _values(bucket, adjusted))


async def refund_success(succeeded: Iterable[Bucket], shared: Iterable[Bucket] = ()) -> None:
    """After a correct secret: clears the failures of `succeeded` and refunds one charge of
    `shared`."""
    async with transaction() as tx:
        for bucket in sorted([*succeeded, *shared], key=lambda bucket: bucket.key):
            if bucket.policy.ceiling is not None:
                await tx.execute(delete(Throttle).where(col(Throttle.bucket) == bucket.key))
                continue
            row = await tx.first(_SELECT_FOR_UPDATE, {"key": bucket.key})
            if row is not None:
                count = Count(*row)
                charges = max(0, count.charges - 1)
                left = replace(count, charges=charges, failures=0, blocked_until=None)
                await tx.execute(_UPDATE, _values(bucket, left))


async def refund_charge(bucket: Bucket) -> None:
    """Refunds one charge, and the wait that this charge started; other failures stay counted.

    For an attempt that was no guess: the secret was correct but already used.
    """
    async with transaction() as tx:
        row = await tx.first(_SELECT_FOR_UPDATE, {"key": bucket.key})
        if row is not None:
            await tx.execute(_UPDATE, _values(bucket, with_refund(Count(*row), bucket.policy)))


def with_refund(count: Count, policy: Policy) -> Count:
    """`count` with one attempt less, and without the wait that this attempt started."""
    charges, failures = max(0, count.charges - 1), max(0, count.failures - 1)
    left = replace(count, charges=charges, failures=failures)
    if count.blocked_until is None:
        return left
    bans = max(0, count.bans - 1)
    allowed = policy.limit if not bans else policy.limit_after_wait
    return replace(left, bans=bans, blocked_until=None) if charges < allowed else left


async def clear(tx: Transaction, *which: ColumnElement[bool]) -> None:
    """Deletes the counters that match `which`, and so the waits they caused.

    Locks the rows in the same order as `charge`; otherwise the two could deadlock.
    """
    locked = select(col(Throttle.bucket)).where(*which).order_by(col(Throttle.bucket))
    await tx.all(locked.with_for_update())
    await tx.execute(delete(Throttle).where(*which))


_SELECT_FOR_UPDATE = (
    select(
        col(Throttle.charges),
        col(Throttle.failures),
        col(Throttle.bans),
        col(Throttle.window_from),
        col(Throttle.blocked_until),
    )
    .where(col(Throttle.bucket) == bindparam("key"))
    .with_for_update()
)
_SELECT_AHEAD_OF_CLOCK = select(col(Throttle.bucket)).where(
    col(Throttle.bucket).in_(bindparam("keys", expanding=True)),
    col(Throttle.window_from) > bindparam("now"),
)
_UPDATE = (
    update(Throttle)
    .where(col(Throttle.bucket) == bindparam("key"))
    .values(
        charges=bindparam("new_charges"),
        failures=bindparam("new_failures"),
        bans=bindparam("new_bans"),
        window_from=bindparam("new_window_from"),
        blocked_until=bindparam("new_blocked_until"),
        account_id=bindparam("new_account_id"),
    )
)


def _new_row(bucket: Bucket, now: datetime) -> dict[str, object]:
    return {
        "bucket": bucket.key,
        "kind": bucket.kind,
        "account_id": bucket.account_id,
        "network": bucket.network,
        "charges": 0,
        "failures": 0,
        "bans": 0,
        "window_from": now,
    }


def _values(bucket: Bucket, count: Count) -> dict[str, object]:
    return {
        "key": bucket.key,
        "new_account_id": bucket.account_id,
        "new_charges": count.charges,
        "new_failures": count.failures,
        "new_bans": count.bans,
        "new_window_from": count.window_from,
        "new_blocked_until": count.blocked_until,
    }
