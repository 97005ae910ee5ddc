"""Session actions: status, lock, sign-out, ending sessions, the account's own view of itself.

Sign-in is in `sign_in`, first-run setup in `first_run`.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials.passwords import shortest_password
from umbra.accounts.directory import accounts
from umbra.accounts.flows.reauthentication import primary_method, unlock_methods
from umbra.accounts.flows.registration import registration_open
from umbra.accounts.models import Account
from umbra.accounts.sessions import challenges, sessions
from umbra.accounts.sessions.outcomes import AccountView, Method, OpenStep, Status
from umbra.core.actor import Actor, Role
from umbra.database import Transaction, transaction

_HAS_PASSWORD = col(Account.password_hash).is_not(None)
_HAS_ONLY_PIN = col(Account.password_hash).is_(None) & col(Account.pin_hash).is_not(None)
_COUNT_ACCOUNTS = select(
    func.count(),
    func.count().filter(_HAS_PASSWORD),
    func.count().filter(_HAS_ONLY_PIN),
).select_from(Account)


async def status(
    live: sessions.LiveSession | None, challenge_digest: bytes | None = None
) -> Status:
    """Returns the sign-in options of this server and the state of the caller's session, if any.

    Anonymous callers get it too: `account` is None unless the session is signed in and unlocked.
    """
    async with transaction() as tx:
        counts = await tx.first(_COUNT_ACCOUNTS)
        assert counts is not None
        total, with_password, with_pin = tuple(counts)
        locked = live is not None and live.locked
        signed_in = live is not None and live.is_open
        rules = await policy.read(tx)
        challenge = await challenges.of_browser(tx, challenge_digest)
        methods: list[Method] = []
        if with_password or not total:
            methods.append("password")
        if with_pin or not total:
            methods.append("pin")
        return Status(
            setup_required=not total,
            registration_open=await registration_open(tx, rules),
            authenticated=signed_in,
            locked=locked,
            sign_in=methods,
            pin_alone=total == with_pin == 1,
            step=_open_step(tx, challenge),
            account=await own_account(tx, live.actor) if live and signed_in else None,
            unlock=await _unlock_methods(tx, live) if live and locked else [],
            confirm=await _enrolment_methods(tx, live) if live and not challenge else [],
            locks_in=_seconds_until(live.locks_at, tx.now) if live and signed_in else None,
            password_min_length=await _shortest_password(tx, rules, live, challenge),
        )


async def _shortest_password(
    tx: Transaction,
    rules: policy.Rules,
    live: sessions.LiveSession | None,
    challenge: challenges.OpenChallenge | None,
) -> int:
    """Returns the minimum password length, for the account of the challenge or session if any."""
    account_id = challenge.account_id if challenge else live.actor.account_id if live else None
    account = await accounts.find(tx, account_id) if account_id else None
    return shortest_password(rules, second_factor=account is not None and account.has_totp)


def _open_step(tx: Transaction, challenge: challenges.OpenChallenge | None) -> OpenStep | None:
    """Returns the browser's open sign-in step with the seconds left for it."""
    if challenge is None:
        return None
    return OpenStep(challenge.step, _seconds_until(challenge.expires_at, tx.now) or 0)


async def _enrolment_methods(tx: Transaction, live: sessions.LiveSession) -> list[Method]:
    """Returns how a session reauthenticates that must enrol a second factor before it continues."""
    if live.locked or not live.mfa_due:
        return []
    account = await accounts.find(tx, live.actor.account_id)
    return [primary_method(account)] if account else []


async def _unlock_methods(tx: Transaction, live: sessions.LiveSession) -> list[Method]:
    account = await accounts.find(tx, live.actor.account_id)
    return await unlock_methods(tx, account) if account else []


def _seconds_until(instant: datetime | None, now: datetime) -> int | None:
    return None if instant is None else max(0, math.ceil((instant - now).total_seconds()))


async def lock(actor: Actor, caller: Caller) -> None:
    """Locks the actor's session in all its tabs."""
    async with transaction() as tx:
        if await sessions.lock(tx, actor.session_id):
            await audit_log.record(tx, "lock", "ok", caller, actor.account_id)


async def sign_out(caller: Caller) -> None:
    """Ends the caller's session in all its tabs, if it has one."""
    if caller.session_digest is None:
        return
    async with transaction() as tx:
        account_id = await sessions.end_by_digest(tx, caller.session_digest)
        if account_id is not None:
            await audit_log.record(tx, "sign_out", "ok", caller, account_id)


async def end_session(tx: Transaction, actor: Actor, session_id: UUID, caller: Caller) -> None:
    """Ends one of the actor's sessions. NotFound for any other."""
    await sessions.end_own(tx, actor, session_id)
    await audit_log.record(tx, "session_ended", "ok", caller, actor.account_id)


async def end_other_sessions(tx: Transaction, actor: Actor, caller: Caller) -> None:
    """Ends all of the actor's sessions except the current one."""
    ended = await sessions.end_others(tx, actor)
    await audit_log.record(tx, "sessions_ended", "ok", caller, actor.account_id, count=ended)


async def own_account(tx: Transaction, actor: Actor) -> AccountView:
    """Returns the actor's own account."""
    row = await tx.first(
        select(col(Account.username), col(Account.display_name), col(Account.role)).where(
            col(Account.id) == actor.account_id
        )
    )
    assert row is not None
    username, name, role = tuple(row)
    return AccountView(actor.account_id, username, name, cast(Role, role))
