"""Registration: creates the caller's own account, where it is open or with an invitation."""

from __future__ import annotations

from dataclasses import dataclass

from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.directory import accounts, invites
from umbra.accounts.directory.account_creation import create_account, refuse_taken_username
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.directory.invites import InviteRow
from umbra.accounts.flows.next_step import address_buckets, next_outcome, queue_key
from umbra.accounts.policy import Rules
from umbra.accounts.primitives.hashing import hasher
from umbra.accounts.primitives.password_rules import checked_password
from umbra.accounts.primitives.usernames import checked_username
from umbra.accounts.rate_limiting import throttle
from umbra.accounts.sessions.outcomes import Outcome
from umbra.core.errors import Conflict, FieldError, InvalidInput, RegistrationClosed
from umbra.core.ids import new_id
from umbra.database import Transaction, transaction

INVITED_NAME_TAKEN = "This invitation's user name has been taken. Ask for another invitation."


@dataclass(frozen=True, slots=True)
class RegistrationRequest:
    """Input of a registration. `invite`: the token of an invitation."""

    username: str
    password: str
    display_name: str | None = None
    invite: str | None = None
    time_zone: str | None = None


async def register(request: RegistrationRequest, caller: Caller) -> Outcome:
    """Creates an account and signs it in, or begins its next sign-in step.

    RegistrationClosed; InvalidInput by field; TooManyAttempts; Conflict at `username` if the
    name is taken, which is charged to the address's rate limit like a wrong password.
    """
    async with hasher().queue_slot(queue_key(caller, request.username)):
        return await _register(request, caller)


async def _register(request: RegistrationRequest, caller: Caller) -> Outcome:
    await throttle.charge(address_buckets(caller))
    async with transaction() as tx:
        rules = await policy.read(tx)
        invite = await _find_invite(tx, request, rules)
        username, password = _validated(request, rules)
        try:
            await refuse_taken_username(tx, username)
        except Conflict:
            if invite is not None and invite.username is not None:
                raise Conflict(INVITED_NAME_TAKEN, "username") from None
            raise
    account = AccountRecord(
        id=new_id(),
        username=username,
        display_name=request.display_name or username,
        role="member",
        password_hash=await hasher().hash("password", password),
    )
    async with transaction() as tx:
        if request.invite is not None:
            await invites.use(tx, request.invite)
        elif not await registration_open(tx, await policy.read(tx)):
            raise RegistrationClosed()
        await create_account(tx, account, request.time_zone)
        await audit_log.record(tx, "account_made", "ok", caller, account.id, method="registration")
        outcome = await next_outcome(tx, account, caller, "password_change", tx.now)
    await throttle.refund_success([], address_buckets(caller))
    return outcome


async def registration_open(tx: Transaction, rules: Rules) -> bool:
    """Returns whether registration needs no invitation.

    It never is open while no account has a password: a PIN-only server is for its owner alone.
    """
    return rules.registration_open and await accounts.has_password(tx)


async def _find_invite(
    tx: Transaction, request: RegistrationRequest, rules: Rules
) -> InviteRow | None:
    """Returns the valid invitation of the request; None if it needs none. RegistrationClosed."""
    if request.invite is None:
        if not await registration_open(tx, rules):
            raise RegistrationClosed()
        return None
    invite = await invites.find(tx, request.invite)
    if invite is None or not invite.is_for(request.username):
        raise RegistrationClosed()
    return invite


def _validated(request: RegistrationRequest, rules: Rules) -> tuple[str, str]:
    """Validates name and password. InvalidInput lists all errors at once."""
    errors: list[FieldError] = []
    username, password = "", ""
    try:
        username = checked_username(request.username)
    except ValueError as error:
        errors.append(FieldError("username", str(error)))
    try:
        password = checked_password(request.password, username, shortest=rules.password_min_length)
    except ValueError as error:
        errors.append(FieldError("password", str(error)))
    if errors:
        raise InvalidInput(errors)
    return username, password
