"""First-run setup: the first account, an admin, exactly once, for who knows the code."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlmodel import col

from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.directory.account_creation import create_account
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.flows.sign_in import address_buckets, line_key, next_outcome
from umbra.accounts.models import Account, Instance
from umbra.accounts.primitives.hashing import hasher
from umbra.accounts.primitives.keys import ensure_key_check
from umbra.accounts.primitives.password_rules import checked_password, checked_pin
from umbra.accounts.primitives.usernames import checked_founder_name
from umbra.accounts.rate_limiting import throttle
from umbra.accounts.sessions.outcomes import Method, Outcome
from umbra.config import setup_code
from umbra.core.errors import Conflict, FieldError, InvalidInput, NotAllowed
from umbra.core.ids import new_id
from umbra.database import Transaction, transaction

PIN_ONLY_USERNAME = "owner"


@dataclass(frozen=True, slots=True)
class FirstRunRequest:
    """What setup was given: a password or, in its place, a PIN."""

    code: str
    username: str | None = None
    password: str | None = None
    pin: str | None = None
    display_name: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class _Checked:
    username: str
    kind: Method
    secret: str


async def set_up(claim: FirstRunRequest, caller: Caller) -> Outcome:
    """Makes the first account and signs it in.

    Conflict once anybody exists; NotAllowed for a wrong code; InvalidInput by field;
    TooManyAttempts.
    """
    async with hasher().queue_slot(line_key(caller, claim.username)):
        return await _set_up(claim, caller)


async def _set_up(claim: FirstRunRequest, caller: Caller) -> Outcome:
    await _refuse_if_set_up()
    await _check_code(claim.code, caller)
    checked = _checked(claim)
    hashed = await hasher().hash(checked.kind, checked.secret)
    account = AccountRecord(
        id=new_id(),
        username=checked.username,
        display_name=claim.display_name or checked.username,
        role="admin",
        password_hash=hashed if checked.kind == "password" else None,
        pin_hash=hashed if checked.kind == "pin" else None,
    )
    async with transaction() as tx:
        await _claim_the_house(tx)
        await create_account(tx, account, claim.time_zone)
        await audit_log.record(tx, "setup", "ok", caller, account.id, method=checked.kind)
        return await next_outcome(tx, account, caller, "mfa_setup", tx.now)


async def _refuse_if_set_up() -> None:
    async with transaction() as tx:
        if await tx.scalar(select(select(col(Account.id)).exists())):
            raise _already_set_up()


async def _check_code(code: str, caller: Caller) -> None:
    shared = address_buckets(caller)
    await throttle.charge(shared)
    if not hmac.compare_digest(code.strip().encode(), setup_code().encode()):
        async with transaction() as tx:
            await audit_log.record(tx, "setup", "refused", caller)
        raise NotAllowed("This is not the setup code. It stands where UMBRA was started.")
    await throttle.refund_success([], shared)


async def _claim_the_house(tx: Transaction) -> None:
    """Takes the one row there is; of many at once, one gets it (a row lock decides)."""
    await ensure_key_check(tx)
    claimed = await tx.scalar(
        update(Instance)
        .where(col(Instance.set_up_at).is_(None), ~select(col(Account.id)).exists())
        .values(set_up_at=tx.now)
        .returning(col(Instance.id))
    )
    if claimed is None:
        raise _already_set_up()


def _already_set_up() -> Conflict:
    return Conflict("This house is set up already. Sign in.")


def _checked(claim: FirstRunRequest) -> _Checked:
    """The claim by its rules, all that is wrong with it at once."""
    wrong: list[FieldError] = []
    username, secret = "", ""
    kind: Method = "password" if claim.pin is None else "pin"
    try:
        username = checked_founder_name(claim.username or (PIN_ONLY_USERNAME if claim.pin else ""))
    except ValueError as error:
        wrong.append(FieldError("username", str(error)))
    try:
        secret = _checked_secret(claim, username)
    except ValueError as error:
        wrong.append(FieldError(kind, str(error)))
    if wrong:
        raise InvalidInput(wrong)
    return _Checked(username, kind, secret)


def _checked_secret(claim: FirstRunRequest, username: str) -> str:
    if claim.password is not None and claim.pin is not None:
        raise ValueError("Choose a password or a PIN, not both.")
    if claim.pin is not None:
        return checked_pin(claim.pin)
    if claim.password is None:
        raise ValueError("Choose a password.")
    return checked_password(claim.password, username)
