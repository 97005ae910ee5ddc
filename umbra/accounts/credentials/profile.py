"""The display name of an account, and which credentials it has."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlmodel import col

from umbra.accounts import policy
from umbra.accounts.credentials.passwords import shortest_password
from umbra.accounts.directory import accounts
from umbra.accounts.models import Account
from umbra.core.actor import Actor
from umbra.core.errors import NotAuthenticated
from umbra.database import Transaction

_DISPLAY_NAME = select(col(Account.display_name)).where(col(Account.id) == bindparam("account"))
_RENAME = (
    update(Account)
    .where(col(Account.id) == bindparam("account"))
    .values(display_name=bindparam("name"))
)


async def display_name(tx: Transaction, actor: Actor) -> str:
    """Returns the actor's display name, or an empty string."""
    return await tx.scalar(_DISPLAY_NAME, {"account": actor.account_id}) or ""


async def set_display_name(tx: Transaction, actor: Actor, name: str) -> None:
    """Sets the actor's display name."""
    await tx.execute(_RENAME, {"account": actor.account_id, "name": name})


@dataclass(frozen=True, slots=True)
class OwnSecrets:
    """Which credentials an account has, never the secrets themselves.

    `pin_allowed`: whether it may set a PIN; `shortest`: minimum length of its next password.
    """

    username: str
    has_password: bool
    has_pin: bool
    pin_allowed: bool
    shortest: int


async def own_secrets(tx: Transaction, actor: Actor) -> OwnSecrets:
    """Returns which credentials the actor's account has. NotAuthenticated if it is gone."""
    account = await accounts.find(tx, actor.account_id)
    if account is None:
        raise NotAuthenticated()
    rules = await policy.read(tx)
    has_password = account.password_hash is not None
    return OwnSecrets(
        account.username,
        has_password,
        account.pin_hash is not None,
        rules.pin_allowed or not has_password,
        shortest_password(rules, second_factor=account.has_totp),
    )
