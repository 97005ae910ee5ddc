"""Attempts cost before they are checked, are counted in the database, and wait.

Each attempt charges its buckets in a transaction of its own, before any secret is looked
at, so that neither parallel calls nor a rollback get one free. What was right is given
back. Buckets are keyed by an HMAC, so the table tells no names that were typed; beside it
stands whose account or which network is counted, for an admin to see and lift.
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
"""Consecutive failures after which only a known browser or the command line helps."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How many attempts in which time, and how long the wait after them.

    The wait begins at `first_wait` and doubles up to `longest_wait`; after the first one
    `then` attempts bring the next. Consecutive failures stop for good at `ceiling`; None:
    they never do, and the wait only lasts to the end of the window.
    """

    limit: int
    window: timedelta
    first_wait: timedelta
    longest_wait: timedelta
    then: int
    ceiling: int | None


PASSWORD = Policy(5, timedelta(minutes=5), timedelta(minutes=5), timedelta(hours=1), 5, CEILING)
PIN = Policy(5, timedelta(days=1), timedelta(seconds=30), timedelta(days=1), 1, CEILING)
UNLOCK = Policy(5, timedelta(days=365), timedelta(days=1), timedelta(days=1), 1, CEILING)
CODES = Policy(10, timedelta(days=365), timedelta(minutes=15), timedelta(days=1), 3, CEILING)
PASSWORD_OF_DEVICES = replace(PASSWORD, limit=10, then=10)
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


OF_DEVICES: tuple[Kind, ...] = ("device-password", "device-pin", "devices-password", "devices-pin")
"""What browsers with a device cookie are counted in: each alone, and all of an account."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is counted together, and by which policy; whose it is, where it is anybody's."""

    key: bytes
    policy: Policy
    kind: Kind
    account_id: UUID | None = None
    network: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A bucket's row: `charges` in the window, `failures` in a row, waits (`bans`) so far."""

    charges: int
    failures: int
    bans: int
    window_from: datetime
    blocked_until: datetime | None = None


class LockedOut(TooManyAttempts):
    """The ceiling of consecutive failures is reached: waiting alone does not help."""

    def __init__(self) -> None:
        super().__init__(int(PASSWORD.longest_wait.total_seconds()))
        self.detail = (
            f"Too many attempts: {CEILING} in a row failed. Use a browser that was signed in "
            "before, or ask whoever runs this house to lift it."
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
    """The bucket of `kind` for `what`: a name, an account, a network, a device.

    `account_id` and `network` say whom a lockout keeps out; a name nobody has is nobody's.
    """
    part = what.encode() if isinstance(what, str) else what
    key = mac("throttle", kind.encode(), part)
    return Bucket(key, policy, kind, account_id, network)


def charged(count: Count | None, policy: Policy, now: datetime) -> Count:
    """The bucket with one attempt more. Raises TooManyAttempts when it may not be made."""
    count = _by_the_clock(count or Count(0, 0, 0, now), policy, now)
    if policy.ceiling is not None and count.failures >= policy.ceiling:
        raise LockedOut()
    if count.blocked_until is not None and count.blocked_until > now:
        raise TooManyAttempts(math.ceil((count.blocked_until - now).total_seconds()))
    if now - count.window_from >= policy.window or count.blocked_until is not None:
        count = replace(count, charges=0, window_from=now, blocked_until=None)
    count = replace(count, charges=count.charges + 1, failures=count.failures + 1)
    allowed = policy.limit if not count.bans else policy.then
    return _blocked(count, policy, now) if count.charges >= allowed else count


def _by_the_clock(count: Count, policy: Policy, now: datetime) -> Count:
    """The count as it is; where the clock was set back since, with its window and wait from now.

    So a wait stays one, and none is longer than the longest.
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
    """Charges all of `buckets`, committed before this returns; or raises, and charges none.

    Those of `lenient` are charged too where they need not wait, and refuse nothing. Gives what
    each charged one has come to: with a `blocked_until`, the next attempt has to wait. Rows
    are locked in one order, so that parallel attempts wait for each other and never for
    ever, and no two of them see the same count.
    """
    spared = frozenset(lenient)
    ordered = sorted([*buckets, *spared], key=lambda one: one.key)
    try:
        counts = await _charge(ordered, spared)
    except TooManyAttempts:
        await _keep_by_the_clock(ordered)
        raise
    if len(counts) < len(ordered):
        await _keep_by_the_clock([one for one in ordered if one not in counts])
    return counts


async def _charge(ordered: list[Bucket], spared: frozenset[Bucket]) -> dict[Bucket, Count]:
    counts = {}
    async with transaction() as tx:
        await tx.execute(
            insert(Throttle).on_conflict_do_nothing(),
            [_fresh(one, tx.now) for one in ordered],
        )
        for one in ordered:
            row = await tx.first(_LOCKED, {"key": one.key})
            try:
                counted = charged(Count(*row) if row else None, one.policy, tx.now)
            except TooManyAttempts:
                if one in spared:
                    continue
                raise
            await tx.execute(_UPDATE, _values(one, counted))
            counts[one] = counted
    return counts


async def _keep_by_the_clock(ordered: list[Bucket]) -> None:
    """Keeps what `_by_the_clock` makes of counts, so that a wait counted anew comes to an end."""
    async with transaction() as tx:
        ahead = await tx.all(_AHEAD, {"keys": [one.key for one in ordered], "now": latest(tx.now)})
        ahead_keys = {row.bucket for row in ahead}
        for one in ordered:
            row = await tx.first(_LOCKED, {"key": one.key}) if one.key in ahead_keys else None
            if row is not None:
                righted = _by_the_clock(Count(*row), one.policy, tx.now)
                await tx.execute(_UPDATE, _values(one, righted))


async def forgive(succeeded: Iterable[Bucket], shared: Iterable[Bucket] = ()) -> None:
    """After a right secret: forgets the failures of `succeeded`, and one charge of `shared`."""
    async with transaction() as tx:
        for one in sorted([*succeeded, *shared], key=lambda one: one.key):
            if one.policy.ceiling is not None:
                await tx.execute(delete(Throttle).where(col(Throttle.bucket) == one.key))
                continue
            row = await tx.first(_LOCKED, {"key": one.key})
            if row is not None:
                count = Count(*row)
                charges = max(0, count.charges - 1)
                left = replace(count, charges=charges, failures=0, blocked_until=None)
                await tx.execute(_UPDATE, _values(one, left))


async def refund_charge(one: Bucket) -> None:
    """Takes one charge back, and the wait that this very charge began; other failures stay.

    For an attempt that was no guess: the secret was right, and used already.
    """
    async with transaction() as tx:
        row = await tx.first(_LOCKED, {"key": one.key})
        if row is not None:
            await tx.execute(_UPDATE, _values(one, with_refund(Count(*row), one.policy)))


def with_refund(count: Count, policy: Policy) -> Count:
    """The bucket with one attempt less."""
    charges, failures = max(0, count.charges - 1), max(0, count.failures - 1)
    left = replace(count, charges=charges, failures=failures)
    if count.blocked_until is None:
        return left
    bans = max(0, count.bans - 1)
    allowed = policy.limit if not bans else policy.then
    return replace(left, bans=bans, blocked_until=None) if charges < allowed else left


async def forget(tx: Transaction, *which: ColumnElement[bool]) -> None:
    """Forgets all attempts counted in `which`, and the waits they brought.

    Locks the rows in the order of `charge`, or the two could wait for each other.
    """
    locked = select(col(Throttle.bucket)).where(*which).order_by(col(Throttle.bucket))
    await tx.all(locked.with_for_update())
    await tx.execute(delete(Throttle).where(*which))


_LOCKED = (
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
_AHEAD = select(col(Throttle.bucket)).where(
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
        account_id=bindparam("whose"),
    )
)


def _fresh(one: Bucket, now: datetime) -> dict[str, object]:
    return {
        "bucket": one.key,
        "kind": one.kind,
        "account_id": one.account_id,
        "network": one.network,
        "charges": 0,
        "failures": 0,
        "bans": 0,
        "window_from": now,
    }


def _values(one: Bucket, count: Count) -> dict[str, object]:
    return {
        "key": one.key,
        "whose": one.account_id,
        "new_charges": count.charges,
        "new_failures": count.failures,
        "new_bans": count.bans,
        "new_window_from": count.window_from,
        "new_blocked_until": count.blocked_until,
    }
