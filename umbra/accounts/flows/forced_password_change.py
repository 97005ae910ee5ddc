"""The sign-in step that requires a new password: after a reset, or by the password policy."""

from __future__ import annotations

from dataclasses import replace

from umbra.accounts import policy
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials import passwords
from umbra.accounts.directory import accounts
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.flows.next_step import next_outcome
from umbra.accounts.primitives.hashing import hasher
from umbra.accounts.sessions import challenges, sessions
from umbra.accounts.sessions.challenges import OpenChallenge, Proof
from umbra.accounts.sessions.outcomes import Outcome
from umbra.core.errors import StepOver
from umbra.database import Transaction, transaction


async def change_password(proof: Proof, new_password: str, caller: Caller) -> Outcome:
    """Changes the password and begins the next step or a session. Ends all other sessions.

    StepOver without an open challenge; InvalidInput at `new_password`; TooManyAttempts if too
    many of the account's requests wait.
    """
    async with transaction() as tx:
        account, _ = await _lock_challenge(tx, proof)
        rules = await policy.read(tx)
    async with hasher().account_slot(account.id):
        password = await passwords.validated(account, new_password, rules)
        hashed = await hasher().hash("password", password)
    async with transaction() as tx:
        account, challenge = await _lock_challenge(tx, proof)
        await challenges.spend(tx, challenge)
        await passwords.store(tx, account, password, hashed, caller)
        await sessions.end_all(tx, account.id)
        account = replace(account, password_change_pending=False)
        proved_at = challenge.proved_at
        return await next_outcome(tx, account, caller, "password_change", proved_at)


async def _lock_challenge(tx: Transaction, proof: Proof) -> tuple[AccountRecord, OpenChallenge]:
    """Locks the account (SELECT ... FOR UPDATE), then reads its challenge. StepOver."""
    account_id = (await challenges.find(tx, "password_change", proof)).account_id
    account = await accounts.lock_account(tx, account_id)
    if account is None or account.disabled:
        raise StepOver()
    return account, await challenges.find(tx, "password_change", proof)
