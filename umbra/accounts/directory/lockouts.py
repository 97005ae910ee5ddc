"""Lockouts in force, of accounts and networks, and lifting them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlmodel import col

from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.models import Account, Throttle
from umbra.accounts.primitives.usernames import username_key
from umbra.accounts.rate_limiting import throttle
from umbra.core.errors import NotFound
from umbra.database import Transaction

What = Literal["password", "pin", "confirm", "code", "address"]

MOST_SHOWN = 200

_WHAT: dict[str, What] = {
    "name-password": "password",
    "device-password": "password",
    "name-pin": "pin",
    "device-pin": "pin",
    "confirm": "confirm",
    "codes": "code",
    "address-minute": "address",
    "address-hour": "address",
}
"""What each kind of bucket locks out. The bucket of all known browsers of an account is missing,
since it locks out nothing: while it waits, these browsers are counted like any other."""

_PERMANENT = and_(col(Throttle.account_id).is_not(None), col(Throttle.failures) >= throttle.CEILING)


@dataclass(frozen=True, slots=True)
class Lockout:
    """A lockout: of one kind of attempt at an account, or of all attempts from one network.

    `until`: when it ends; None: only lifting ends it. `known_browser`: it applies only to one
    browser that signed in before. `network`: an IPv4 address or an IPv6 network.
    """

    what: What
    account_id: UUID | None
    username: str | None
    known_browser: bool
    network: str | None
    until: datetime | None


async def in_force(tx: Transaction) -> list[Lockout]:
    """The lockouts in force, those that last longest first: at most `MOST_SHOWN`."""
    has_target = or_(col(Account.id).is_not(None), col(Throttle.network).is_not(None))
    rows = await tx.all(
        select(
            col(Throttle.kind),
            col(Throttle.account_id),
            col(Account.username),
            col(Throttle.network),
            col(Throttle.blocked_until),
            _PERMANENT,
        )
        .outerjoin(Account, col(Account.id) == col(Throttle.account_id))
        .where(
            or_(col(Throttle.blocked_until) > tx.now, _PERMANENT),
            has_target,
            col(Throttle.kind).in_(_WHAT),
        )
        .order_by(_PERMANENT.desc(), col(Throttle.blocked_until).desc(), col(Throttle.bucket))
        .limit(MOST_SHOWN)
    )
    return [
        Lockout(
            what=_WHAT[kind],
            account_id=account_id,
            username=username,
            known_browser=kind.startswith("device-"),
            network=network,
            until=None if permanent else until,
        )
        for kind, account_id, username, network, until, permanent in map(tuple, rows)
    ]


async def lift(tx: Transaction, account: AccountRecord, caller: Caller, **by: str) -> None:
    """Lifts all lockouts of an account: of passwords, PINs and codes, from any browser."""
    name = username_key(account.username)
    counted_before_the_account_existed = [
        throttle.bucket(throttle.PASSWORD, "name-password", name).key,
        throttle.bucket(throttle.PIN, "name-pin", name).key,
    ]
    await clear(tx, account.id)
    await throttle.clear(tx, col(Throttle.bucket).in_(counted_before_the_account_existed))
    await audit_log.record(tx, "lockout_lifted", "ok", caller, account.id, **by)


async def clear(tx: Transaction, account_id: UUID) -> None:
    """Deletes all rate-limit counters of an account, and so the waits they caused."""
    await throttle.clear(tx, col(Throttle.account_id) == account_id)


async def lift_network(tx: Transaction, network: str, caller: Caller, **by: str) -> None:
    """Lifts the lockout of an IPv4 address or an IPv6 network. Raises NotFound if there is none."""
    locked_out = await tx.first(
        select(col(Throttle.bucket)).where(
            col(Throttle.network) == network, col(Throttle.blocked_until) > tx.now
        )
    )
    if locked_out is None:
        raise NotFound("This address is not locked out.")
    await throttle.clear(tx, col(Throttle.network) == network)
    await audit_log.record(tx, "lockout_lifted", "ok", caller, None, network=network, **by)
