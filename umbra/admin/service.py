"""Accounts as an admin sees and changes them. An admin has no way to what they keep."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, select
from sqlmodel import col

from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.directory import accounts, invites, lockouts
from umbra.accounts.directory.account_creation import refuse_taken_username
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.directory.invites import NewInvite
from umbra.accounts.flows import recovery
from umbra.accounts.models import Account, AuditEntry, Session, TotpSecret
from umbra.accounts.policy import Rules
from umbra.accounts.primitives.usernames import checked_username, username_key
from umbra.accounts.sessions import challenges, sessions
from umbra.core.actor import Actor, Role
from umbra.core.errors import Conflict, InvalidInput, NotFound
from umbra.database import Transaction, transaction

_OWN_ACTIONS: tuple[audit_log.Action, ...] = (
    "setup",
    "sign_in",
    "totp",
    "backup_code",
    "unlock",
    "lock",
    "sign_out",
)
"""What an account does itself, at the moment it is there."""

LAST_ADMIN = "This is the last admin. Make another one, and let them sign in, first."

IS_USABLE_ADMIN = and_(
    col(Account.role) == "admin",
    col(Account.disabled_at).is_(None),
    col(Account.password_expires_at).is_(None),
)
"""An account that could set things right: an admin's, who has chosen a password of their own."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as an admin sees it.

    `sessions`: how many browsers it is signed in with; `last_seen`: when it last did
    anything, None for one that was never in. `password_expires_at`: until when the
    password that it was given is good.
    """

    id: UUID
    username: str
    display_name: str
    role: Role
    disabled: bool
    has_password: bool
    has_pin: bool
    has_second_factor: bool
    mfa_enforce_pending: bool
    password_change_pending: bool
    password_expires_at: datetime | None
    created_at: datetime
    sessions: int
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """An account and the password that was made for it: told this once, good for 24 hours."""

    account: AccountRow
    one_time_password: str


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that an admin asks for."""

    username: str
    display_name: str | None = None
    role: Role = "member"


async def list_accounts(tx: Transaction) -> list[AccountRow]:
    """All accounts, the oldest first."""
    rows = await tx.all(
        select_account_rows(tx.now).order_by(col(Account.created_at), col(Account.id))
    )
    return [AccountRow(*row) for row in rows]


async def get_account(tx: Transaction, account_id: UUID) -> AccountRow:
    """One account. NotFound."""
    row = await tx.first(select_account_rows(tx.now).where(col(Account.id) == account_id))
    if row is None:
        raise NotFound()
    return AccountRow(*row)


async def create_account(actor: Actor, newcomer: NewAccount, caller: Caller) -> OneTimePassword:
    """A new account with a one-time password. Conflict at `username` for a taken name."""
    username = _valid_username(newcomer.username)
    password = recovery.one_time_password()
    password_hash = await recovery.hash_password_for(actor.account_id, password)
    async with transaction() as tx:
        await _begin_admin_action(tx, actor)
        account_id = await recovery.create_account_with_one_time_password(
            tx, username, newcomer.display_name, newcomer.role, password_hash
        )
        await _record(tx, "account_made", actor, account_id, caller)
        return OneTimePassword(await get_account(tx, account_id), password)


async def change_account(
    tx: Transaction, actor: Actor, account_id: UUID, named: dict[str, Any], caller: Caller
) -> AccountRow:
    """Changes role, `disabled` or `mfa_enforce_pending`.

    Whoever is disabled, or has another role, is out at once; what an admin invited who
    stops being one is void. NotFound; Conflict where no admin would be left.
    """
    await _begin_admin_action(tx, actor)
    before = await _lock_account(tx, account_id)
    if not named:
        return await get_account(tx, account_id)
    values = dict(named)
    disabled = values.pop("disabled", None)
    if disabled is not None:
        values["disabled_at"] = tx.now if disabled else None
    await accounts.update_account(tx, account_id, **values)
    turned = named.get("role", before.role) != before.role
    if disabled or turned:
        await _require_remaining_admin(tx, before)
        await sessions.end_all(tx, account_id)
        await challenges.end_all(tx, account_id)
        await invites.end_all_of(tx, account_id)
    await _record(tx, "account_changed", actor, account_id, caller, fields=",".join(sorted(named)))
    return await get_account(tx, account_id)


async def delete_account(
    tx: Transaction, actor: Actor, account_id: UUID, confirm: str, caller: Caller
) -> None:
    """Deletes an account with all that is its owner's, for good.

    `confirm` is its user name, typed once more: InvalidInput. NotFound; Conflict where no
    admin would be left.
    """
    await _begin_admin_action(tx, actor)
    account = await _lock_account(tx, account_id)
    if username_key(confirm) != username_key(account.username):
        raise InvalidInput.at(
            "confirm", f"Type {account.username} to delete the account and all that it keeps."
        )
    await sessions.end_all(tx, account_id)
    await lockouts.forget(tx, account_id)
    await tx.execute(delete(Account).where(col(Account.id) == account_id))
    await _require_remaining_admin(tx, account)
    whose = None if actor.account_id == account_id else actor.account_id
    await audit_log.record(
        tx, "account_deleted", "ok", caller, whose, by=str(actor.account_id), name=account.username
    )


async def reset_password(actor: Actor, account_id: UUID, caller: Caller) -> OneTimePassword:
    """A one-time password for an account; all its sessions end. NotFound."""
    password = recovery.one_time_password()
    password_hash = await recovery.hash_password_for(actor.account_id, password)
    async with transaction() as tx:
        await _begin_admin_action(tx, actor)
        account = await _lock_account(tx, account_id)
        await recovery.issue_one_time_password(
            tx, account, password_hash, caller, by=str(actor.account_id)
        )
        return OneTimePassword(await get_account(tx, account_id), password)


async def reset_second_factor(
    tx: Transaction, actor: Actor, account_id: UUID, caller: Caller
) -> None:
    """Turns an account's second factor off; all its sessions end. NotFound."""
    await _begin_admin_action(tx, actor)
    account = await _lock_account(tx, account_id)
    await recovery.remove_second_factor(tx, account, caller, by=str(actor.account_id))


async def lift_lockout(tx: Transaction, actor: Actor, account_id: UUID, caller: Caller) -> None:
    """Lets an account try again at once. NotFound."""
    await _begin_admin_action(tx, actor)
    account = await _lock_account(tx, account_id)
    await lockouts.lift(tx, account, caller, by=str(actor.account_id))


async def lift_network_lockout(tx: Transaction, actor: Actor, network: str, caller: Caller) -> None:
    """Lets an address, or an IPv6 network, try again at once. NotFound: it does not wait."""
    await _begin_admin_action(tx, actor)
    await lockouts.lift_network(tx, network, caller, by=str(actor.account_id))


async def end_sessions(tx: Transaction, actor: Actor, account_id: UUID, caller: Caller) -> None:
    """Ends all sessions of an account. NotFound."""
    await _begin_admin_action(tx, actor)
    await _lock_account(tx, account_id)
    ended = await sessions.end_all(tx, account_id)
    await _record(tx, "sessions_ended", actor, account_id, caller, count=ended)


async def create_invite(
    tx: Transaction, actor: Actor, username: str | None, caller: Caller
) -> NewInvite:
    """A fresh invitation, for one name only where one is named.

    InvalidInput or Conflict at `username` for a name that nobody new may have.
    """
    await _begin_admin_action(tx, actor)
    name = None if username is None else _valid_username(username)
    if name is not None:
        await refuse_taken_username(tx, name)
    return await invites.make(tx, actor, name, caller)


async def revoke_invite(tx: Transaction, actor: Actor, invite_id: UUID, caller: Caller) -> None:
    """Ends an invitation that was not used. NotFound for any other."""
    await _begin_admin_action(tx, actor)
    await invites.revoke(tx, actor, invite_id, caller)


async def write_policy(tx: Transaction, actor: Actor, rules: Rules, caller: Caller) -> Rules:
    """Puts `rules` in the place of those there were."""
    await _begin_admin_action(tx, actor)
    before, after = asdict(await policy.read(tx)), asdict(rules)
    await policy.write(tx, rules)
    changed = ",".join(name for name in after if after[name] != before[name])
    await audit_log.record(tx, "policy_changed", "ok", caller, actor.account_id, fields=changed)
    return rules


async def _begin_admin_action(tx: Transaction, actor: Actor) -> None:
    """Makes acts of admins wait for each other.

    Before any row is held: two who act on each other would wait for ever. NotAllowed for
    whoever is no admin any more, is out, or is locked since the door looked.
    """
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtext("umbra.admins"))))
    await sessions.require_admin(tx, actor.session_id)


def _valid_username(username: str) -> str:
    try:
        return checked_username(username)
    except ValueError as error:
        raise InvalidInput.at("username", str(error)) from None


async def _lock_account(tx: Transaction, account_id: UUID) -> AccountRecord:
    account = await accounts.lock_account(tx, account_id)
    if account is None:
        raise NotFound()
    return account


async def _require_remaining_admin(tx: Transaction, before: AccountRecord) -> None:
    """Refuses a change of an admin's account after which no admin could get in."""
    was_one = before.role == "admin" and not before.disabled
    if was_one and await tx.first(select(col(Account.id)).where(IS_USABLE_ADMIN).limit(1)) is None:
        raise Conflict(LAST_ADMIN)


async def _record(
    tx: Transaction,
    action: audit_log.Action,
    actor: Actor,
    account_id: UUID,
    caller: Caller,
    **detail: str | int,
) -> None:
    await audit_log.record(tx, action, "ok", caller, account_id, by=str(actor.account_id), **detail)


def select_account_rows(now: datetime) -> Select[*tuple[Any, ...]]:
    """The columns of an `AccountRow`, in its order."""
    of_account = col(Session.account_id) == col(Account.id)
    live = (
        select(func.count())
        .select_from(Session)
        .where(of_account, sessions.is_live(now), col(Account.disabled_at).is_(None))
    )
    touched = select(func.max(col(Session.touched_at))).where(of_account)
    came_or_went = (
        select(col(AuditEntry.at))
        .where(
            col(AuditEntry.account_id) == col(Account.id),
            col(AuditEntry.result) == "ok",
            col(AuditEntry.action).in_(_OWN_ACTIONS),
        )
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.number).desc())
        .limit(1)
    )
    enrolled = select(col(TotpSecret.account_id)).where(
        col(TotpSecret.account_id) == col(Account.id)
    )
    return select(
        col(Account.id),
        col(Account.username),
        col(Account.display_name),
        col(Account.role),
        col(Account.disabled_at).is_not(None),
        col(Account.password_hash).is_not(None),
        col(Account.pin_hash).is_not(None),
        enrolled.exists(),
        col(Account.mfa_enforce_pending),
        col(Account.password_change_pending),
        col(Account.password_expires_at),
        col(Account.created_at),
        live.scalar_subquery(),
        func.greatest(touched.scalar_subquery(), came_or_went.scalar_subquery()),
    )
