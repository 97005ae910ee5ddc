"""What all sign-in flows share: the next step or session, address rate limits, the error text."""

from __future__ import annotations

from datetime import datetime

from umbra.accounts import policy
from umbra.accounts.audit import audit_log, notices
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials.passwords import shortest_password
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.primitives.client_address import network_of
from umbra.accounts.primitives.sign_in_steps import PASSED_BY, STEPS, Needs, Position, next_position
from umbra.accounts.primitives.usernames import username_key
from umbra.accounts.rate_limiting import devices, throttle
from umbra.accounts.sessions import challenges, sessions
from umbra.accounts.sessions.outcomes import Outcome, SignInComplete, StepRequired
from umbra.accounts.sessions.sessions import digest
from umbra.database import Transaction

WRONG = "That did not match. Check what you typed and try again."
"""Detail of every BadCredentials, the same whichever part of the credentials was wrong."""


async def next_outcome(
    tx: Transaction,
    account: AccountRecord,
    caller: Caller,
    passed: Position,
    proved_at: datetime,
    backup_codes: list[str] | None = None,
) -> Outcome:
    """Begins what follows the step `passed`: the account's next challenge, or its session.

    `proved_at`: when the user last sent a valid password, PIN or TOTP code during this sign-in.
    A new password or second factor that was just chosen is no such authentication: choosing it
    does not require knowing the old one. The challenge or session gets this time, not a later one.

    Every sign-in creates a new session id and token. The caller's previous session ends, and its
    token is never reused (protection against session fixation).
    """
    rules = await policy.read(tx)
    mfa_required = account.mfa_enforce_pending or rules.mfa_required
    needs = Needs(
        totp=account.has_totp,
        password_change=account.password_change_pending,
        mfa_setup=mfa_required and not account.has_totp,
    )
    position = next_position(passed, PASSED_BY[passed], needs)
    if position in STEPS:
        challenge = await challenges.begin(
            tx, account.id, position, caller.challenge_digest, proved_at
        )
        await _carry_over_notices(tx, account, caller, challenge.cookie)
        shortest = shortest_password(rules, second_factor=account.has_totp)
        return StepRequired(challenge, shortest)
    if caller.session_digest is not None:
        await sessions.end_by_digest(tx, caller.session_digest)
    agent = caller.user_agent[: audit_log.LONGEST_USER_AGENT]
    session = await sessions.begin(tx, account.id, caller.address, agent, proved_at)
    await _carry_over_notices(tx, account, caller, session.token)
    device = await devices.remember(tx, account.id, caller.device)
    return SignInComplete(account.view(), session, device, backup_codes)


async def _carry_over_notices(
    tx: Transaction, account: AccountRecord, caller: Caller, token: str
) -> None:
    """Attributes the notices this browser caused to its new cookie, so it is not shown them."""
    before = (caller.session_digest, caller.challenge_digest)
    await notices.reassign(tx, account.id, before, digest(token))


def queue_key(caller: Caller, username: str | None) -> tuple[str, str]:
    """Returns the hasher's queue key of an anonymous attempt: its network and its user name."""
    return network_of(caller.address), username_key(username or "")


def address_buckets(caller: Caller) -> tuple[throttle.Bucket, ...]:
    """Returns the rate limit buckets of the caller's network, charged whatever name is typed."""
    network = network_of(caller.address)
    return (
        throttle.bucket(throttle.ADDRESS_MINUTE, "address-minute", network, network=network),
        throttle.bucket(throttle.ADDRESS_HOUR, "address-hour", network, network=network),
    )
