"""Lockouts in force: whose, or of which network, until when; and lifting one."""

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
"""By what is counted. The count of all known browsers of an account keeps nobody out: while it
waits, they are counted as any other browser is."""

_FOR_GOOD = and_(col(Throttle.account_id).is_not(None), col(Throttle.failures) >= throttle.CEILING)


@dataclass(frozen=True, slots=True)
class Lockout:
    """Attempts that have to wait: an account's of one kind, or all from one network.

    `until` None: waiting does not end it. `known_browser`: only a browser that was signed
    in before has to wait. `network`: an IPv4 address, or an IPv6 network.
    """

    what: What
    account_id: UUID | None
    username: str | None
    known_browser: bool
    network: str | None
    until: datetime | None


async def in_force(tx: Transaction) -> list[Lockout]:
    """The lockouts that hold now, those that last longest first: at most 200."""
    whose = or_(col(Account.id).is_not(None), col(Throttle.network).is_not(None))
    rows = await tx.all(
        select(
            col(Throttle.kind),
            col(Throttle.account_id),
            col(Account.username),
            col(Throttle.network),
            col(Throttle.blocked_until),
            _FOR_GOOD,
        )
        .outerjoin(Account, col(Account.id) == col(Throttle.account_id))
        .where(
            or_(col(Throttle.blocked_until) > tx.now, _FOR_GOOD),
            whose,
            col(Throttle.kind).in_(_WHAT),
        )
        .order_by(_FOR_GOOD.desc(), col(Throttle.blocked_until).desc(), col(Throttle.bucket))
        .limit(MOST_SHOWN)
    )
    return [
        Lockout(
            what=_WHAT[kind],
            account_id=account_id,
            username=username,
            known_browser=kind.startswith("device-"),
            network=network,
            until=None if for_good else until,
        )
        for kind, account_id, username, network, until, for_good in map(tuple, rows)
    ]


async def lift(tx: Transaction, account: AccountRecord, caller: Caller, **by: str) -> None:
    """Lets the account try again at once, with passwords, PINs and codes, from any browser."""
    name = username_key(account.username)
    before_it_had_an_account = [
        throttle.bucket(throttle.PASSWORD, "name-password", name).key,
        throttle.bucket(throttle.PIN, "name-pin", name).key,
    ]
    await forget(tx, account.id)
    await throttle.clear(tx, col(Throttle.bucket).in_(before_it_had_an_account))
    await audit_log.record(tx, "lockout_lifted", "ok", caller, account.id, **by)


async def forget(tx: Transaction, account_id: UUID) -> None:
    """Forgets all attempts at an account, and the waits they brought."""
    await throttle.clear(tx, col(Throttle.account_id) == account_id)


async def lift_network(tx: Transaction, network: str, caller: Caller, **by: str) -> None:
    """Lets an address, or an IPv6 network, try again at once. NotFound: it does not wait."""
    waits = await tx.first(
        select(col(Throttle.bucket)).where(
            col(Throttle.network) == network, col(Throttle.blocked_until) > tx.now
        )
    )
    if waits is None:
        raise NotFound("Nothing from this address has to wait.")
    await throttle.clear(tx, col(Throttle.network) == network)
    await audit_log.record(tx, "lockout_lifted", "ok", caller, None, network=network, **by)
