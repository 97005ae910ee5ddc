"""`python -m umbra accounts`: account recovery for the operator of the server.

For an installation that no admin can sign in to, running or not: the commands need no
session, and the audit log records them as done by the command line. No secret is a
command-line argument, because other users of the machine can read those: a chosen password
is prompted for, a one-time password is printed once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from umbra.account_defaults import register_account_defaults
from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import COMMAND_LINE
from umbra.accounts.credentials import passwords
from umbra.accounts.directory import accounts, lockouts
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.flows import recovery
from umbra.accounts.primitives.usernames import checked_username, username_key
from umbra.accounts.sessions import challenges, sessions
from umbra.admin.service import AccountRow, list_accounts
from umbra.config import settings
from umbra.core.actor import Role
from umbra.core.errors import UmbraError
from umbra.database import Database, Transaction
from umbra.runtime import migrations
from umbra.runtime.database_url import reachable
from umbra.runtime.postgres_home import StartError

T = TypeVar("T")

HEADING = ("name", "role", "second factor", "browsers", "last seen", "")


def account_table() -> list[str]:
    """All accounts as the lines of a table; empty if there are none. Times are local."""

    async def work(tx: Transaction) -> list[AccountRow]:
        return await list_accounts(tx)

    listed = _run_in_transaction(work)
    return _table([HEADING, *map(_account_cells, listed)]) if listed else []


def create(username: str, role: Role, chosen: str | None) -> str | None:
    """Creates an account with the `chosen` password.

    If none was chosen, returns a one-time password that is valid for 24 hours. StartError if
    the name or the password is refused.
    """
    register_account_defaults()
    password = recovery.one_time_password()

    async def work(tx: Transaction) -> None:
        name = checked_username(username)
        hashed = await recovery.hash_password(password)
        account_id = await recovery.create_account_with_one_time_password(
            tx, name, None, role, hashed
        )
        await audit_log.record(tx, "account_made", "ok", COMMAND_LINE, account_id)
        await _set_chosen_password(tx, await _lock_account(tx, name), chosen)

    _run_in_transaction(work)
    return password if chosen is None else None


def reset_password(username: str, chosen: str | None) -> str | None:
    """Sets the `chosen` password and ends the account's sessions and lockouts.

    If none was chosen, returns a one-time password that is valid for 24 hours. StartError if
    there is no such account or the password is refused.
    """
    password = recovery.one_time_password()

    async def work(tx: Transaction) -> None:
        account = await _lock_account(tx, username)
        await recovery.issue_one_time_password(
            tx, account, await recovery.hash_password(password), COMMAND_LINE
        )
        await lockouts.lift(tx, account, COMMAND_LINE)
        await _set_chosen_password(tx, account, chosen)

    _run_in_transaction(work)
    return password if chosen is None else None


def reset_mfa(username: str) -> None:
    """Turns an account's second factor off and ends its sessions and lockouts."""

    async def work(tx: Transaction) -> None:
        account = await _lock_account(tx, username)
        await recovery.remove_second_factor(tx, account, COMMAND_LINE)
        await lockouts.lift(tx, account, COMMAND_LINE)

    _run_in_transaction(work)


def make_admin(username: str) -> None:
    """Makes an account an admin and enables it. A change of role ends its sessions."""

    async def work(tx: Transaction) -> None:
        account = await _lock_account(tx, username)
        if account.role == "admin" and not account.disabled:
            return
        await accounts.update_account(tx, account.id, role="admin", disabled_at=None)
        await sessions.end_all(tx, account.id)
        await challenges.end_all(tx, account.id)
        await audit_log.record(
            tx, "account_changed", "ok", COMMAND_LINE, account.id, fields="disabled,role"
        )

    _run_in_transaction(work)


def lift_lockout(username: str) -> None:
    """Lifts the lockouts of an account."""

    async def work(tx: Transaction) -> None:
        await lockouts.lift(tx, await _lock_account(tx, username), COMMAND_LINE)

    _run_in_transaction(work)


def _run_in_transaction(work: Callable[[Transaction], Coroutine[Any, Any, T]]) -> T:
    """The result of `work` in one transaction. StartError with a message if it fails."""

    async def run() -> T:
        async with _database() as database, database.transaction() as tx:
            return await work(tx)

    try:
        return asyncio.run(run())
    except (UmbraError, ValueError) as error:
        raise StartError(str(error)) from None


@asynccontextmanager
async def _database() -> AsyncIterator[Database]:
    chosen = settings()
    if not chosen.database_url and not chosen.data.exists():
        raise StartError(f"No UMBRA data in {chosen.data}. Start UMBRA first: python -m umbra run")
    with reachable(chosen) as addresses:
        if not migrations.is_current(addresses.direct):
            raise StartError(
                "The database belongs to another version of UMBRA. Start UMBRA once to migrate it."
            )
        database = Database(addresses.pooled, direct_url=addresses.direct)
        try:
            yield database
        finally:
            await database.close()


async def _lock_account(tx: Transaction, username: str) -> AccountRecord:
    found = await accounts.find_by_name(tx, username)
    account = await accounts.lock_account(tx, found.id) if found else None
    if account is None:
        raise StartError(f"There is no account named {username_key(username)}.")
    return account


async def _set_chosen_password(tx: Transaction, account: AccountRecord, chosen: str | None) -> None:
    """Replaces the account's one-time password by the `chosen` one, if there is one."""
    if chosen is not None:
        password = await passwords.validated(account, chosen, await policy.read(tx))
        hashed = await recovery.hash_password(password)
        await passwords.store(tx, account, password, hashed, COMMAND_LINE)


def _account_cells(account: AccountRow) -> tuple[str, ...]:
    notes = {
        "disabled": account.disabled,
        "must choose a password": account.password_change_pending,
        "must set up a second factor": account.mfa_enforce_pending
        and not account.has_second_factor,
        "PIN only": account.has_pin and not account.has_password,
    }
    seen = account.last_seen
    return (
        account.username,
        account.role,
        "yes" if account.has_second_factor else "no",
        str(account.sessions),
        f"{seen.astimezone():%Y-%m-%d %H:%M}" if seen else "never",
        ", ".join(note for note, applies in notes.items() if applies),
    )


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
