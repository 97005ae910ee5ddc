"""A new password that is asked for on the way in: after a reset, or because the rules say so."""

from __future__ import annotations

from dataclasses import replace

from umbra.accounts import policy
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials import passwords
from umbra.accounts.directory import accounts
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.flows.sign_in import next_outcome
from umbra.accounts.primitives.hashing import hasher
from umbra.accounts.sessions import challenges, sessions
from umbra.accounts.sessions.challenges import OpenChallenge, Proof
from umbra.accounts.sessions.outcomes import Outcome
from umbra.core.errors import StepOver
from umbra.database import Transaction, transaction


async def choose(proof: Proof, new_password: str, caller: Caller) -> Outcome:
    """Takes the new password and goes on. All sessions of the account end.

    StepOver without an open step; InvalidInput at `new_password`; TooManyAttempts.
    """
    async with transaction() as tx:
        account, _ = await _in_step(tx, proof)
        rules = await policy.read(tx)
    async with hasher().account_slot(account.id):
        password = await passwords.checked(account, new_password, rules)
        hashed = await hasher().hash("password", password)
    async with transaction() as tx:
        account, challenge = await _in_step(tx, proof)
        await challenges.spend(tx, challenge)
        await passwords.keep(tx, account, password, hashed, caller)
        await sessions.end_all(tx, account.id)
        account = replace(account, password_change_pending=False)
        proved_at = challenge.proved_at
        return await next_outcome(tx, account, caller, "password_change", proved_at)


async def _in_step(tx: Transaction, proof: Proof) -> tuple[AccountRecord, OpenChallenge]:
    """The held account of the step, and the step as it is while it is held."""
    account_id = (await challenges.find(tx, "password_change", proof)).account_id
    account = await accounts.lock_account(tx, account_id)
    if account is None or account.disabled:
        raise StepOver()
    return account, await challenges.find(tx, "password_change", proof)
