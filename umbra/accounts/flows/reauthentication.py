"""Reauthentication: a secret again, to unlock a session or before a sensitive action."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials.passwords import shortest_password
from umbra.accounts.directory import accounts
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.directory.own_account import lock_own_account
from umbra.accounts.flows.next_step import WRONG
from umbra.accounts.flows.second_factor import use_code
from umbra.accounts.primitives.hashing import hasher
from umbra.accounts.rate_limiting import throttle
from umbra.accounts.sessions import challenges, sessions
from umbra.accounts.sessions.outcomes import Method, StepRequired
from umbra.accounts.sessions.sessions import LiveSession
from umbra.core.actor import Actor
from umbra.core.clock import latest
from umbra.core.errors import (
    BadCredentials,
    NotAuthenticated,
    ReauthenticationRequired,
    StepOver,
    TooManyAttempts,
)
from umbra.database import Transaction, transaction

REAUTHENTICATION_LIFETIME = timedelta(minutes=5)
SESSION_ENDED = "Too many wrong attempts, so you were signed out. Sign in again."


ReauthMethod = Literal["password", "pin", "code"]
"""What a user may reauthenticate with."""


@dataclass(frozen=True, slots=True)
class ReauthMethods:
    """An account's name, and the methods it may reauthenticate with, the primary one first."""

    username: str
    methods: tuple[ReauthMethod, ...]


@dataclass(frozen=True, slots=True)
class TypedSecret:
    """A password or PIN as it was typed."""

    kind: Method
    secret: str


def require_recent_reauthentication(live: LiveSession, now: datetime) -> None:
    """Raises ReauthenticationRequired unless this session reauthenticated within FRESH_FOR."""
    proved_at = live.proved_at
    if proved_at is None or now - proved_at > REAUTHENTICATION_LIFETIME or proved_at > latest(now):
        raise ReauthenticationRequired()


async def reauth_methods(tx: Transaction, actor: Actor) -> ReauthMethods:
    """Returns the methods the actor may reauthenticate with. NotAuthenticated if it is gone."""
    account = await accounts.find(tx, actor.account_id)
    if account is None:
        raise NotAuthenticated()
    primary = primary_method(account)
    return ReauthMethods(account.username, (primary, "code") if account.has_totp else (primary,))


def primary_method(account: AccountRecord) -> Method:
    """Returns an account's sign-in method: PIN if it has no password, otherwise password."""
    return "pin" if account.password_hash is None else "password"


async def unlock_methods(tx: Transaction, account: AccountRecord) -> list[Method]:
    """Returns the methods that unlock the account's sessions, under the current policy."""
    rules = await policy.read(tx)
    methods: list[Method] = []
    if account.pin_hash is not None and (rules.pin_allowed or account.password_hash is None):
        methods.append("pin")
    if account.password_hash is not None:
        methods.append("password")
    return methods


async def unlock(typed: TypedSecret, live: LiveSession, caller: Caller) -> None:
    """Unlocks a session in all its tabs; does nothing if it is not locked.

    BadCredentials; NotAuthenticated on the fifth wrong attempt in a row, which ends the
    session; TooManyAttempts if too many of the account's requests wait.
    """
    if live.locked:
        async with hasher().account_slot(live.actor.account_id):
            await _unlock(typed, live.actor, caller)


async def _unlock(typed: TypedSecret, actor: Actor, caller: Caller) -> None:
    bucket = throttle.bucket(throttle.UNLOCK, "unlock", actor.session_id.bytes)
    try:
        count = (await throttle.charge([bucket]))[bucket]
    except TooManyAttempts:
        raise NotAuthenticated(SESSION_ENDED) from None
    stored = await _matching_hash(typed, actor)
    if stored is None:
        await _refuse_unlock(actor, caller, last=count.blocked_until is not None)
    async with transaction() as tx:
        account = await accounts.lock_account(tx, actor.account_id)
        if account is None or account.disabled or account.unlocked_by(typed.kind) != stored:
            raise BadCredentials(WRONG)
        if await sessions.unlock(tx, actor.session_id):
            await audit_log.record(tx, "unlock", "ok", caller, account.id, method=typed.kind)
    await throttle.refund_success([bucket])


async def reauthenticate(actor: Actor, typed: TypedSecret, caller: Caller) -> None:
    """Reauthenticates the actor's session. BadCredentials; TooManyAttempts."""
    await _rate_limited_match(actor, typed, caller)
    await _record(actor, caller, "ok", typed.kind)


async def reauthenticate_to_enrol(actor: Actor, typed: TypedSecret, caller: Caller) -> StepRequired:
    """Reauthenticates and begins the enrolment of the second factor that the policy requires.

    For a live session. The session alone does not suffice: enrolment decides who holds the
    account's second factor. BadCredentials; TooManyAttempts; NotAuthenticated if the session
    has ended; StepOver if the account has a second factor by now.
    """
    stored = await _rate_limited_match(actor, typed, caller)
    async with transaction() as tx:
        account = await lock_own_account(tx, actor)
        if account.unlocked_by(typed.kind) != stored:
            raise BadCredentials(WRONG)
        if account.has_totp:
            raise StepOver()
        challenge = await challenges.begin(
            tx, account.id, "mfa_setup", caller.challenge_digest, tx.now
        )
        await sessions.record_reauthentication(tx, actor.session_id)
        await audit_log.record(tx, "confirm", "ok", caller, account.id, method=typed.kind)
        shortest = shortest_password(await policy.read(tx), second_factor=False)
    return StepRequired(challenge, shortest)


async def _rate_limited_match(actor: Actor, typed: TypedSecret, caller: Caller) -> str:
    """Charges the rate limit, then returns the hash that `typed` matched. Logs a refusal."""
    async with hasher().account_slot(actor.account_id):
        return await _charge_and_match(actor, typed, caller)


async def _charge_and_match(actor: Actor, typed: TypedSecret, caller: Caller) -> str:
    async with transaction() as tx:
        account = await accounts.find(tx, actor.account_id)
    pin_only = account is not None and account.password_hash is None
    limit = throttle.PIN if pin_only else throttle.PASSWORD
    account_id = actor.account_id
    bucket = throttle.bucket(limit, "confirm", account_id.bytes, account_id=account_id)
    await throttle.charge([bucket])
    allowed = typed.kind == "password" or pin_only
    stored = await _matching_hash(typed, actor) if allowed else None
    if stored is None:
        await _record(actor, caller, "refused", typed.kind)
        raise BadCredentials(WRONG)
    await throttle.refund_success([bucket])
    return stored


async def reauthenticate_with_code(actor: Actor, code: str, caller: Caller) -> None:
    """Reauthenticates with a TOTP code. BadCredentials; ClockIsOff; TooManyAttempts."""
    await use_code(actor.account_id, code, caller)
    await _record(actor, caller, "ok", "totp")


async def _matching_hash(typed: TypedSecret, actor: Actor) -> str | None:
    """Returns the hash that `typed` matches, or None. Takes the same time if there is no hash."""
    async with transaction() as tx:
        account = await accounts.find(tx, actor.account_id)
        methods = await unlock_methods(tx, account) if account else []
    stored = account.unlocked_by(typed.kind) if account and typed.kind in methods else None
    secret = unicodedata.normalize("NFC", typed.secret)
    return stored if await hasher().matches(typed.kind, secret, stored) else None


async def _refuse_unlock(actor: Actor, caller: Caller, *, last: bool) -> None:
    async with transaction() as tx:
        await audit_log.record(tx, "unlock", "refused", caller, actor.account_id)
        if last:
            await sessions.end(tx, actor.session_id)
            await audit_log.record(tx, "session_ended", "throttled", caller, actor.account_id)
    raise NotAuthenticated(SESSION_ENDED) if last else BadCredentials(WRONG)


async def _record(actor: Actor, caller: Caller, result: audit_log.Result, method: str) -> None:
    async with transaction() as tx:
        if result == "ok":
            await sessions.record_reauthentication(tx, actor.session_id)
        await audit_log.record(tx, "confirm", result, caller, actor.account_id, method=method)
