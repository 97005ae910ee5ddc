"""First-run setup: creates the first account, an admin, exactly once, given the setup code."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlmodel import col

from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.directory.account_creation import create_account
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.flows.next_step import address_buckets, next_outcome, queue_key
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
    """Input of first-run setup. Either `password` or `pin` must be given."""

    code: str
    username: str | None = None
    password: str | None = None
    pin: str | None = None
    display_name: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class _Validated:
    username: str
    kind: Method
    secret: str


async def set_up(request: FirstRunRequest, caller: Caller) -> Outcome:
    """Creates the first account and signs it in.

    Conflict if an account exists; NotAllowed for a wrong setup code; InvalidInput by field;
    TooManyAttempts.
    """
    async with hasher().queue_slot(queue_key(caller, request.username)):
        return await _set_up(request, caller)


async def _set_up(request: FirstRunRequest, caller: Caller) -> Outcome:
    await _require_not_set_up()
    await _check_code(request.code, caller)
    validated = _validated(request)
    hashed = await hasher().hash(validated.kind, validated.secret)
    account = AccountRecord(
        id=new_id(),
        username=validated.username,
        display_name=request.display_name or validated.username,
        role="admin",
        password_hash=hashed if validated.kind == "password" else None,
        pin_hash=hashed if validated.kind == "pin" else None,
    )
    async with transaction() as tx:
        await _claim_instance(tx)
        await create_account(tx, account, request.time_zone)
        await audit_log.record(tx, "setup", "ok", caller, account.id, method=validated.kind)
        return await next_outcome(tx, account, caller, "mfa_setup", tx.now)


async def _require_not_set_up() -> None:
    async with transaction() as tx:
        if await tx.scalar(select(select(col(Account.id)).exists())):
            raise _already_set_up_conflict()


async def _check_code(code: str, caller: Caller) -> None:
    shared = address_buckets(caller)
    await throttle.charge(shared)
    if not hmac.compare_digest(code.strip().encode(), setup_code().encode()):
        async with transaction() as tx:
            await audit_log.record(tx, "setup", "refused", caller)
        raise NotAllowed("That is not the setup code. Look for it in the output of the server.")
    await throttle.refund_success([], shared)


async def _claim_instance(tx: Transaction) -> None:
    """Marks the instance as set up. Of concurrent calls one succeeds: the row lock decides."""
    await ensure_key_check(tx)
    claimed = await tx.scalar(
        update(Instance)
        .where(col(Instance.set_up_at).is_(None), ~select(col(Account.id)).exists())
        .values(set_up_at=tx.now)
        .returning(col(Instance.id))
    )
    if claimed is None:
        raise _already_set_up_conflict()


def _already_set_up_conflict() -> Conflict:
    return Conflict("UMBRA is set up already. Sign in.")


def _validated(request: FirstRunRequest) -> _Validated:
    """Validates name and secret. InvalidInput lists all errors at once."""
    errors: list[FieldError] = []
    username, secret = "", ""
    kind: Method = "password" if request.pin is None else "pin"
    try:
        username = checked_founder_name(
            request.username or (PIN_ONLY_USERNAME if request.pin else "")
        )
    except ValueError as error:
        errors.append(FieldError("username", str(error)))
    try:
        secret = _validated_secret(request, username)
    except ValueError as error:
        errors.append(FieldError(kind, str(error)))
    if errors:
        raise InvalidInput(errors)
    return _Validated(username, kind, secret)


def _validated_secret(request: FirstRunRequest, username: str) -> str:
    if request.password is not None and request.pin is not None:
        raise ValueError("Choose a password or a PIN, not both.")
    if request.pin is not None:
        return checked_pin(request.pin)
    if request.password is None:
        raise ValueError("Choose a password.")
    return checked_password(request.password, username)
