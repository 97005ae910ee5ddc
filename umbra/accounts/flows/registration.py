"""Opening an account of one's own: where the house takes anybody, or by an invitation."""

from __future__ import annotations

from dataclasses import dataclass

from umbra.accounts import policy
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.directory import accounts, invites
from umbra.accounts.directory.account_creation import create_account, refuse_taken_username
from umbra.accounts.directory.accounts import AccountRecord
from umbra.accounts.directory.invites import InviteRow
from umbra.accounts.flows.sign_in import address_buckets, line_key, next_outcome
from umbra.accounts.policy import Rules
from umbra.accounts.primitives.hashing import hasher
from umbra.accounts.primitives.password_rules import checked_password
from umbra.accounts.primitives.usernames import checked_username
from umbra.accounts.rate_limiting import throttle
from umbra.accounts.sessions.outcomes import Outcome
from umbra.core.errors import Conflict, FieldError, InvalidInput, RegistrationClosed
from umbra.core.ids import new_id
from umbra.database import Transaction, transaction

INVITED_NAME_TAKEN = (
    "The name that this invitation is for was taken meanwhile. Ask for another invitation."
)


@dataclass(frozen=True, slots=True)
class RegistrationRequest:
    """What somebody new typed. `invite`: the token of an invitation."""

    username: str
    password: str
    display_name: str | None = None
    invite: str | None = None
    time_zone: str | None = None


async def register(application: RegistrationRequest, caller: Caller) -> Outcome:
    """Opens an account and signs it in, or names its next step.

    RegistrationClosed; InvalidInput by field; Conflict at `username` for a taken name, each
    try of which costs the address like a wrong password does.
    """
    async with hasher().queue_slot(line_key(caller, application.username)):
        return await _admit(application, caller)


async def _admit(application: RegistrationRequest, caller: Caller) -> Outcome:
    await throttle.charge(address_buckets(caller))
    async with transaction() as tx:
        rules = await policy.read(tx)
        invite = await _invite(tx, application, rules)
        username, password = _checked(application, rules)
        try:
            await refuse_taken_username(tx, username)
        except Conflict:
            if invite is not None and invite.username is not None:
                raise Conflict(INVITED_NAME_TAKEN, "username") from None
            raise
    account = AccountRecord(
        id=new_id(),
        username=username,
        display_name=application.display_name or username,
        role="member",
        password_hash=await hasher().hash("password", password),
    )
    async with transaction() as tx:
        if application.invite is not None:
            await invites.use(tx, application.invite)
        elif not await is_open(tx, await policy.read(tx)):
            raise RegistrationClosed()
        await create_account(tx, account, application.time_zone)
        await audit_log.record(tx, "account_made", "ok", caller, account.id, method="registration")
        outcome = await next_outcome(tx, account, caller, "password_change", tx.now)
    await throttle.refund_success([], address_buckets(caller))
    return outcome


async def is_open(tx: Transaction, rules: Rules) -> bool:
    """Whether anybody may open an account. A house that is opened by a PIN alone stays shut."""
    return rules.registration_open and await accounts.has_password(tx)


async def _invite(
    tx: Transaction, application: RegistrationRequest, rules: Rules
) -> InviteRow | None:
    """The invitation somebody comes by, None where anybody may. RegistrationClosed."""
    if application.invite is None:
        if not await is_open(tx, rules):
            raise RegistrationClosed()
        return None
    invite = await invites.find(tx, application.invite)
    if invite is None or not invite.is_for(application.username):
        raise RegistrationClosed()
    return invite


def _checked(application: RegistrationRequest, rules: Rules) -> tuple[str, str]:
    """Name and password by their rules, all that is wrong with them at once."""
    wrong: list[FieldError] = []
    username, password = "", ""
    try:
        username = checked_username(application.username)
    except ValueError as error:
        wrong.append(FieldError("username", str(error)))
    try:
        password = checked_password(
            application.password, username, shortest=rules.password_min_length
        )
    except ValueError as error:
        wrong.append(FieldError("password", str(error)))
    if wrong:
        raise InvalidInput(wrong)
    return username, password
