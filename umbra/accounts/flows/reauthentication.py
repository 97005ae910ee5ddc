"""Showing a secret again: to open a locked session, or before an act that needs it."""

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
from umbra.accounts.flows.second_factor import confirm_by_code
from umbra.accounts.flows.sign_in import WRONG
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

FRESH_FOR = timedelta(minutes=5)
ENDED = "Too many wrong tries, so this session ended. Sign in again."


ReauthMethod = Literal["password", "pin", "code"]
"""What counts as a fresh proof of an account."""


@dataclass(frozen=True, slots=True)
class ReauthMethods:
    """What an account may show as a fresh proof, the usual one first, and its name."""

    username: str
    methods: tuple[ReauthMethod, ...]


@dataclass(frozen=True, slots=True)
class TypedSecret:
    """A secret of one kind, as it was typed."""

    kind: Method
    secret: str


def require_recent_reauthentication(live: LiveSession, now: datetime) -> None:
    """Raises ReauthenticationRequired unless this session reauthenticated within FRESH_FOR."""
    proved_at = live.proved_at
    if proved_at is None or now - proved_at > FRESH_FOR or proved_at > latest(now):
        raise ReauthenticationRequired()


async def reauth_methods(tx: Transaction, actor: Actor) -> ReauthMethods:
    """What the actor may show as a fresh proof."""
    account = await accounts.find(tx, actor.account_id)
    if account is None:
        raise NotAuthenticated()
    usual = usual_way(account)
    return ReauthMethods(account.username, (usual, "code") if account.has_totp else (usual,))


def usual_way(account: AccountRecord) -> Method:
    """What an account confirms with before anything else: its PIN if it has no password."""
    return "pin" if account.password_hash is None else "password"


async def unlock_methods(tx: Transaction, account: AccountRecord) -> list[Method]:
    """How the account's locked sessions may be opened."""
    rules = await policy.read(tx)
    ways: list[Method] = []
    if account.pin_hash is not None and (rules.pin_allowed or account.password_hash is None):
        ways.append("pin")
    if account.password_hash is not None:
        ways.append("password")
    return ways


async def unlock(shown: TypedSecret, live: LiveSession, caller: Caller) -> None:
    """Opens a locked session again, in all its tabs. One that is open stays so.

    BadCredentials; the fifth wrong try in a row ends the session: NotAuthenticated;
    TooManyAttempts where too many of the account's wait.
    """
    if live.locked:
        async with hasher().account_slot(live.actor.account_id):
            await _unlock(shown, live.actor, caller)


async def _unlock(shown: TypedSecret, actor: Actor, caller: Caller) -> None:
    counted = throttle.bucket(throttle.UNLOCK, "unlock", actor.session_id.bytes)
    try:
        count = (await throttle.charge([counted]))[counted]
    except TooManyAttempts:
        raise NotAuthenticated(ENDED) from None
    stored = await _matched(shown, actor)
    if stored is None:
        await _refuse_unlock(actor, caller, last=count.blocked_until is not None)
    async with transaction() as tx:
        account = await accounts.lock_account(tx, actor.account_id)
        if account is None or account.disabled or account.unlocked_by(shown.kind) != stored:
            raise BadCredentials(WRONG)
        if await sessions.unlock(tx, actor.session_id):
            await audit_log.record(tx, "unlock", "ok", caller, account.id, method=shown.kind)
    await throttle.refund_success([counted])


async def confirm(actor: Actor, shown: TypedSecret, caller: Caller) -> None:
    """Counts as a fresh proof for five minutes. BadCredentials; TooManyAttempts."""
    await _check(actor, shown, caller)
    await _note(actor, caller, "ok", shown.kind)


async def confirm_to_enrol(actor: Actor, shown: TypedSecret, caller: Caller) -> StepRequired:
    """Begins the step at which a live session sets up the second factor that the policy requires.

    The session alone is not enough to begin it: whoever enrols chooses the second factor of the
    account. BadCredentials; TooManyAttempts; NotAuthenticated once the session is over; StepOver
    if the account has a second factor by now.
    """
    stored = await _check(actor, shown, caller)
    async with transaction() as tx:
        account = await lock_own_account(tx, actor)
        if account.unlocked_by(shown.kind) != stored:
            raise BadCredentials(WRONG)
        if account.has_totp:
            raise StepOver()
        begun = await challenges.begin(tx, account.id, "mfa_setup", caller.challenge_digest, tx.now)
        await sessions.prove(tx, actor.session_id)
        await audit_log.record(tx, "confirm", "ok", caller, account.id, method=shown.kind)
        shortest = shortest_password(await policy.read(tx), second_factor=False)
    return StepRequired(begun, shortest)


async def _check(actor: Actor, shown: TypedSecret, caller: Caller) -> str:
    """The hash that `shown` matched, after the attempt was charged. A refusal is logged."""
    async with hasher().account_slot(actor.account_id):
        return await _charged_and_compared(actor, shown, caller)


async def _charged_and_compared(actor: Actor, shown: TypedSecret, caller: Caller) -> str:
    async with transaction() as tx:
        account = await accounts.find(tx, actor.account_id)
    pin_stands_alone = account is not None and account.password_hash is None
    waits = throttle.PIN if pin_stands_alone else throttle.PASSWORD
    whose = actor.account_id
    counted = throttle.bucket(waits, "confirm", whose.bytes, account_id=whose)
    await throttle.charge([counted])
    right = shown.kind == "password" or pin_stands_alone
    stored = await _matched(shown, actor) if right else None
    if stored is None:
        await _note(actor, caller, "refused", shown.kind)
        raise BadCredentials(WRONG)
    await throttle.refund_success([counted])
    return stored


async def confirm_with_code(actor: Actor, code: str, caller: Caller) -> None:
    """The same by a one-time code of the second factor."""
    await confirm_by_code(actor.account_id, code, caller)
    await _note(actor, caller, "ok", "totp")


async def _matched(shown: TypedSecret, actor: Actor) -> str | None:
    """The hash that `shown` matched; as slow where there is none."""
    async with transaction() as tx:
        account = await accounts.find(tx, actor.account_id)
        ways = await unlock_methods(tx, account) if account else []
    stored = account.unlocked_by(shown.kind) if account and shown.kind in ways else None
    secret = unicodedata.normalize("NFC", shown.secret)
    return stored if await hasher().matches(shown.kind, secret, stored) else None


async def _refuse_unlock(actor: Actor, caller: Caller, *, last: bool) -> None:
    async with transaction() as tx:
        await audit_log.record(tx, "unlock", "refused", caller, actor.account_id)
        if last:
            await sessions.end(tx, actor.session_id)
            await audit_log.record(tx, "session_ended", "throttled", caller, actor.account_id)
    raise NotAuthenticated(ENDED) if last else BadCredentials(WRONG)


async def _note(actor: Actor, caller: Caller, result: audit_log.Result, method: str) -> None:
    async with transaction() as tx:
        if result == "ok":
            await sessions.prove(tx, actor.session_id)
        await audit_log.record(tx, "confirm", result, caller, actor.account_id, method=method)
