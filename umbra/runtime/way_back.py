"""What whoever runs the house can do at its own machine for somebody who can't get in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from umbra.accounts import known, lockouts, resetting
from umbra.accounts.audit import COMMAND_LINE
from umbra.accounts.known import KnownAccount
from umbra.accounts.names import username_key
from umbra.database import Database, Transaction
from umbra.runtime.place import StartError
from umbra.runtime.reach import reachable

Act = Callable[[Transaction, KnownAccount], Awaitable[None]]


def reset_password(username: str) -> str:
    """A one-time password for an account; its sessions and lockout end. StartError: no such."""

    async def work() -> str:
        password = resetting.one_time_password()
        password_hash = await resetting.hashed(password)

        async def act(tx: Transaction, account: KnownAccount) -> None:
            await resetting.give_password(tx, account, password_hash, COMMAND_LINE)
            await lockouts.lift(tx, account, COMMAND_LINE)

        await _on(username, act)
        return password

    return asyncio.run(work())


def reset_mfa(username: str) -> None:
    """Turns an account's second factor off; its sessions and lockout end. StartError: no such."""

    async def act(tx: Transaction, account: KnownAccount) -> None:
        await resetting.forget_second_factor(tx, account, COMMAND_LINE)
        await lockouts.lift(tx, account, COMMAND_LINE)

    asyncio.run(_on(username, act))


async def _on(username: str, act: Act) -> None:
    with reachable() as addresses:
        database = Database(addresses.pooled, direct_url=addresses.direct)
        try:
            async with database.transaction() as tx:
                found = await known.find_by_name(tx, username)
                account = await known.hold(tx, found.id) if found else None
                if account is None:
                    raise StartError(f"There is no account by the name {username_key(username)}.")
                await act(tx, account)
        finally:
            await database.close()
