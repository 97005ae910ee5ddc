"""What an account does once it is in, what everybody may know, and getting out.

Getting in stands in `setup` and `signing_in`.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import col

from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials.passwords import shortest_password
from umbra.accounts.directory import accounts
from umbra.accounts.flows.reauthentication import unlock_methods, usual_way
from umbra.accounts.flows.registration import is_open
from umbra.accounts.models import Account
from umbra.accounts.sessions import challenges, sessions
from umbra.accounts.sessions.outcomes import AccountView, Method, OpenStep, Status
from umbra.core.actor import Actor, Role
from umbra.database import Transaction, transaction

_HAS_PASSWORD = col(Account.password_hash).is_not(None)
_HAS_ONLY_PIN = col(Account.password_hash).is_(None) & col(Account.pin_hash).is_not(None)
_HOUSEHOLD = select(
    func.count(),
    func.count().filter(_HAS_PASSWORD),
    func.count().filter(_HAS_ONLY_PIN),
).select_from(Account)


async def status(
    live: sessions.LiveSession | None, challenge_digest: bytes | None = None
) -> Status:
    """What everybody may know, and who one is if one is signed in."""
    async with transaction() as tx:
        household = await tx.first(_HOUSEHOLD)
        assert household is not None
        total, with_password, with_pin = tuple(household)
        locked = live is not None and live.locked
        inside = live is not None and live.is_open
        rules = await policy.read(tx)
        challenge = await challenges.of_browser(tx, challenge_digest)
        methods: list[Method] = []
        if with_password or not total:
            methods.append("password")
        if with_pin or not total:
            methods.append("pin")
        return Status(
            setup_required=not total,
            registration_open=await is_open(tx, rules),
            authenticated=inside,
            locked=locked,
            sign_in=methods,
            pin_alone=total == with_pin == 1,
            step=_step(tx, challenge),
            account=await own_account(tx, live.actor) if live and inside else None,
            unlock=await _ways_to_unlock(tx, live) if live and locked else [],
            confirm=await _ways_to_confirm(tx, live) if live and not challenge else [],
            locks_in=_seconds_until(live.locks_at, tx.now) if live and inside else None,
            password_min_length=await _shortest_password(tx, rules, live, challenge),
        )


async def _shortest_password(
    tx: Transaction,
    rules: policy.Rules,
    live: sessions.LiveSession | None,
    challenge: challenges.OpenChallenge | None,
) -> int:
    """What is asked of whoever would choose a password here: by its account, where one is known."""
    known_by = challenge.account_id if challenge else live.actor.account_id if live else None
    account = await accounts.find(tx, known_by) if known_by else None
    return shortest_password(rules, second_factor=account is not None and account.has_totp)


def _step(tx: Transaction, challenge: challenges.OpenChallenge | None) -> OpenStep | None:
    """The step the browser is at."""
    if challenge is None:
        return None
    return OpenStep(challenge.step, _seconds_until(challenge.expires_at, tx.now) or 0)


async def _ways_to_confirm(tx: Transaction, live: sessions.LiveSession) -> list[Method]:
    """How a session confirms that has to set up a second factor before it goes on."""
    if live.locked or not live.mfa_due:
        return []
    account = await accounts.find(tx, live.actor.account_id)
    return [usual_way(account)] if account else []


async def _ways_to_unlock(tx: Transaction, live: sessions.LiveSession) -> list[Method]:
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
    """Ends the caller's session, wherever it is open. Nothing to do without one."""
    if caller.session_digest is None:
        return
    async with transaction() as tx:
        account_id = await sessions.end_by_digest(tx, caller.session_digest)
        if account_id is not None:
            await audit_log.record(tx, "sign_out", "ok", caller, account_id)


async def end_session(tx: Transaction, actor: Actor, session_id: UUID, caller: Caller) -> None:
    """Ends one of one's own sessions. NotFound for anybody else's."""
    await sessions.end_own(tx, actor, session_id)
    await audit_log.record(tx, "session_ended", "ok", caller, actor.account_id)


async def end_other_sessions(tx: Transaction, actor: Actor, caller: Caller) -> None:
    """Ends all of one's sessions but the present one."""
    ended = await sessions.end_others(tx, actor)
    await audit_log.record(tx, "sessions_ended", "ok", caller, actor.account_id, count=ended)


async def own_account(tx: Transaction, actor: Actor) -> AccountView:
    """The actor's account as it may see itself."""
    row = await tx.first(
        select(col(Account.username), col(Account.display_name), col(Account.role)).where(
            col(Account.id) == actor.account_id
        )
    )
    assert row is not None
    username, name, role = tuple(row)
    return AccountView(actor.account_id, username, name, cast(Role, role))


async def display_name(tx: Transaction, account_id: UUID) -> str:
    """How an account wants to be addressed."""
    return await tx.scalar(select(col(Account.display_name)).where(col(Account.id) == account_id))


async def rename(tx: Transaction, account_id: UUID, name: str) -> None:
    """Sets how an account wants to be addressed; `name` has been checked."""
    await tx.execute(update(Account).where(col(Account.id) == account_id).values(display_name=name))
