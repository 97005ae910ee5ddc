"""Account administration. Admins have no access to the content of other accounts."""

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
"""Audit actions that only the account itself causes, so that they show when it was active."""

LAST_ADMIN = "This is the last admin. Make another account an admin and have them sign in first."

IS_USABLE_ADMIN = and_(
    col(Account.role) == "admin",
    col(Account.disabled_at).is_(None),
    col(Account.password_expires_at).is_(None),
)
"""An enabled admin account whose password is not a one-time password, so that it can sign in
and administer the server."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as shown to admins.

    `sessions`: the number of its live sessions; `last_seen`: when it was last active, None if
    it never signed in. `password_expires_at`: when its one-time password expires.
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
    """An account and its one-time password: valid for 24 hours, returned only once."""

    account: AccountRow
    one_time_password: str


@dataclass(frozen=True, slots=True)
class NewAccount:
    """The input of account creation by an admin."""

    username: str
    display_name: str | None = None
    role: Role = "member"


async def list_accounts(tx: Transaction) -> list[AccountRow]:
    """All accounts, oldest first."""
    rows = await tx.all(
        select_account_rows(tx.now).order_by(col(Account.created_at), col(Account.id))
    )
    return [AccountRow(*row) for row in rows]


async def get_account(tx: Transaction, account_id: UUID) -> AccountRow:
    """One account. NotFound if there is none."""
    row = await tx.first(select_account_rows(tx.now).where(col(Account.id) == account_id))
    if row is None:
        raise NotFound()
    return AccountRow(*row)


async def create_account(actor: Actor, new: NewAccount, caller: Caller) -> OneTimePassword:
    """Creates an account with a one-time password.

    InvalidInput at `username` for an invalid name; Conflict at `username` for a taken one.
    """
    username = _valid_username(new.username)
    password = recovery.one_time_password()
    password_hash = await recovery.hash_password_for(actor.account_id, password)
    async with transaction() as tx:
        await _begin_admin_action(tx, actor)
        account_id = await recovery.create_account_with_one_time_password(
            tx, username, new.display_name, new.role, password_hash
        )
        await _record(tx, "account_made", actor, account_id, caller)
        return OneTimePassword(await get_account(tx, account_id), password)


async def change_account(
    tx: Transaction, actor: Actor, account_id: UUID, changes: dict[str, Any], caller: Caller
) -> AccountRow:
    """Changes the role, `disabled` or `mfa_enforce_pending` of an account.

    Disabling an account or changing its role ends its sessions and sign-in challenges and
    revokes the invitations that it created. NotFound if there is no such account; Conflict
    if no usable admin would remain.
    """
    await _begin_admin_action(tx, actor)
    before = await _lock_account(tx, account_id)
    if not changes:
        return await get_account(tx, account_id)
    values = dict(changes)
    disabled = values.pop("disabled", None)
    if disabled is not None:
        values["disabled_at"] = tx.now if disabled else None
    await accounts.update_account(tx, account_id, **values)
    role_changed = changes.get("role", before.role) != before.role
    if disabled or role_changed:
        await _require_remaining_admin(tx, before)
        await sessions.end_all(tx, account_id)
        await challenges.end_all(tx, account_id)
        await invites.end_all_of(tx, account_id)
    await _record(
        tx, "account_changed", actor, account_id, caller, fields=",".join(sorted(changes))
    )
    return await get_account(tx, account_id)


async def delete_account(
    tx: Transaction, actor: Actor, account_id: UUID, confirm: str, caller: Caller
) -> None:
    """Permanently deletes an account with all content of its owner.

    `confirm` must repeat its user name: InvalidInput if it does not. NotFound if there is no
    such account; Conflict if no usable admin would remain.
    """
    await _begin_admin_action(tx, actor)
    account = await _lock_account(tx, account_id)
    if username_key(confirm) != username_key(account.username):
        raise InvalidInput.at(
            "confirm", f"Type {account.username} to delete the account and all of its content."
        )
    await sessions.end_all(tx, account_id)
    await lockouts.clear(tx, account_id)
    await tx.execute(delete(Account).where(col(Account.id) == account_id))
    await _require_remaining_admin(tx, account)
    # The entry belongs to the actor, if it still exists: entries are deleted with their account.
    entry_account = None if actor.account_id == account_id else actor.account_id
    detail = {"by": str(actor.account_id), "name": account.username}
    await audit_log.record(tx, "account_deleted", "ok", caller, entry_account, **detail)


async def reset_password(actor: Actor, account_id: UUID, caller: Caller) -> OneTimePassword:
    """Sets a one-time password and ends all sessions of an account. NotFound if there is none."""
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
    """Turns an account's second factor off and ends its sessions. NotFound if there is none."""
    await _begin_admin_action(tx, actor)
    account = await _lock_account(tx, account_id)
    await recovery.remove_second_factor(tx, account, caller, by=str(actor.account_id))


async def lift_lockout(tx: Transaction, actor: Actor, account_id: UUID, caller: Caller) -> None:
    """Lifts the lockouts of an account. NotFound if there is no such account."""
    await _begin_admin_action(tx, actor)
    account = await _lock_account(tx, account_id)
    await lockouts.lift(tx, account, caller, by=str(actor.account_id))


async def lift_network_lockout(tx: Transaction, actor: Actor, network: str, caller: Caller) -> None:
    """Lifts the rate limit of an IPv4 address or an IPv6 network. NotFound if it has none."""
    await _begin_admin_action(tx, actor)
    await lockouts.lift_network(tx, network, caller, by=str(actor.account_id))


async def end_sessions(tx: Transaction, actor: Actor, account_id: UUID, caller: Caller) -> None:
    """Ends all sessions of an account. NotFound if there is no such account."""
    await _begin_admin_action(tx, actor)
    await _lock_account(tx, account_id)
    ended = await sessions.end_all(tx, account_id)
    await _record(tx, "sessions_ended", actor, account_id, caller, count=ended)


async def create_invite(
    tx: Transaction, actor: Actor, username: str | None, caller: Caller
) -> NewInvite:
    """Creates an invitation, restricted to `username` if it is given.

    InvalidInput at `username` for an invalid name; Conflict at `username` for a taken one.
    """
    await _begin_admin_action(tx, actor)
    name = None if username is None else _valid_username(username)
    if name is not None:
        await refuse_taken_username(tx, name)
    return await invites.make(tx, actor, name, caller)


async def revoke_invite(tx: Transaction, actor: Actor, invite_id: UUID, caller: Caller) -> None:
    """Revokes an unused invitation. NotFound for any other."""
    await _begin_admin_action(tx, actor)
    await invites.revoke(tx, actor, invite_id, caller)


async def write_policy(tx: Transaction, actor: Actor, rules: Rules, caller: Caller) -> Rules:
    """Replaces the policy by `rules` and returns it."""
    await _begin_admin_action(tx, actor)
    before, after = asdict(await policy.read(tx)), asdict(rules)
    await policy.write(tx, rules)
    changed = ",".join(name for name in after if after[name] != before[name])
    await audit_log.record(tx, "policy_changed", "ok", caller, actor.account_id, fields=changed)
    return rules


async def _begin_admin_action(tx: Transaction, actor: Actor) -> None:
    """Serializes the actions of admins by an advisory lock, held until the transaction ends.

    It is taken before any row lock: two admins who act on each other would deadlock
    otherwise. NotAllowed if the session has ended, was locked, or is no longer an admin's
    since the route was authorized.
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
    """Conflict if the account was an admin's and no usable admin remains after its change."""
    if before.role != "admin" or before.disabled:
        return
    if await tx.first(select(col(Account.id)).where(IS_USABLE_ADMIN).limit(1)) is None:
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
    """Selects the columns of `AccountRow`, in its order. `now`: decides which sessions live."""
    of_account = col(Session.account_id) == col(Account.id)
    live = (
        select(func.count())
        .select_from(Session)
        .where(of_account, sessions.is_live(now), col(Account.disabled_at).is_(None))
    )
    touched = select(func.max(col(Session.touched_at))).where(of_account)
    last_own_action = (
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
        func.greatest(touched.scalar_subquery(), last_own_action.scalar_subquery()),
    )
