"""Security routes of the signed-in account: lock, reauthentication, password, second factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from umbra.accounts.access.route_auth import Reauthenticated, SignedIn, UnlockedSession
from umbra.accounts.api.responses import (
    CallerDep,
    MfaSetupRequiredResponse,
    Secret,
    set_device_cookie,
    to_response,
)
from umbra.accounts.api.sign_in_steps import typed_secret
from umbra.accounts.audit import audit_entries, notices
from umbra.accounts.audit.audit_entries import AuditFilter, LogEntry, LogPart
from umbra.accounts.audit.notices import Unseen
from umbra.accounts.credentials import passwords
from umbra.accounts.credentials.totp import Enrolment
from umbra.accounts.flows import reauthentication, session_actions, totp_enrolment
from umbra.accounts.flows.totp_enrolment import SecondFactor
from umbra.core.errors import InvalidInput
from umbra.core.fields import Body
from umbra.database import transaction
from umbra.web.openapi import problems
from umbra.web.paging import PageQuery, encoded
from umbra.web.responses import json_response, no_content

router = APIRouter()

ENROLMENT_BEGUN: dict[int | str, dict[str, Any]] = {
    200: {
        "model": MfaSetupRequiredResponse,
        "description": "The step in which a live session sets up its required second factor.",
    }
}


class ConfirmBody(Body):
    """Your password, a TOTP code, or your PIN if your account has no password."""

    password: Secret | None = None
    pin: Secret | None = None
    code: Secret | None = None


class EndTokensBody(Body):
    """Whether your API tokens are revoked too."""

    end_tokens: bool = False


class PasswordBody(EndTokensBody):
    """The new password, and whether your API tokens are revoked too."""

    new_password: Secret


class CodeBody(EndTokensBody):
    """A code from the app that was just set up, and whether your API tokens are revoked too."""

    code: Secret


@dataclass(frozen=True, slots=True)
class BackupCodes:
    """Ten backup codes. They are in this response only."""

    backup_codes: list[str]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Audit log entries, latest first, and the cursor of the next page, if any."""

    items: Sequence[LogEntry]
    next: str | None


@dataclass(frozen=True, slots=True)
class Notices:
    """The latest notices, on one page: `next` is always null."""

    items: Sequence[Unseen]
    next: None = None


def log_page(found: LogPart) -> LogPage:
    """Returns a part of the audit log as a page with its cursor."""
    return LogPage(found.rows, encoded(found.after) if found.after else None)


@router.get("/log", response_model=LogPage)
async def read_log(actor: SignedIn, query: Annotated[PageQuery, Query()]) -> Response:
    """Lists your sign-ins and security changes (audit log), latest first."""
    async with transaction() as tx:
        own = AuditFilter(account_id=actor.account_id)
        found = await audit_entries.read(tx, own, after=query.after, limit=query.limit)
    return json_response(log_page(found))


@router.get("/notices", response_model=Notices)
async def list_notices(actor: SignedIn) -> Response:
    """Lists security changes of your account that you have not dismissed, latest first."""
    async with transaction() as tx:
        return json_response(Notices(await notices.unseen(tx, actor)))


@router.delete("/notices/{entry_id}", status_code=204, responses=problems(404))
async def dismiss_notice(entry_id: UUID, actor: SignedIn) -> Response:
    """Dismisses a notice. Its entry stays in the audit log."""
    async with transaction() as tx:
        await notices.dismiss(tx, actor, entry_id)
    return no_content()


@router.post("/lock", status_code=204)
async def lock(actor: SignedIn, caller: CallerDep) -> Response:
    """Locks your session in all its tabs."""
    await session_actions.lock(actor, caller)
    return no_content()


@router.post("/touch", status_code=204)
async def touch(actor: SignedIn) -> Response:
    """Resets the idle timer of your session, as every change does, so that it does not lock."""
    return no_content()


@router.post("/confirm", status_code=204, responses=ENROLMENT_BEGUN | problems(401, 429))
async def reauthenticate(body: ConfirmBody, live: UnlockedSession, caller: CallerDep) -> Response:
    """Reauthenticates your session for five minutes.

    A live session that must set up a second factor begins that step with its password or PIN.
    """
    actor = live.actor
    if live.mfa_due:
        if body.code is not None:
            raise InvalidInput.at("code", "Send your password or PIN. There is no code yet.")
        typed = typed_secret(body.password, body.pin)
        step = await reauthentication.reauthenticate_to_enrol(actor, typed, caller)
        return to_response(step, caller)
    if body.code is None:
        typed = typed_secret(body.password, body.pin)
        await reauthentication.reauthenticate(actor, typed, caller)
    elif body.password is None and body.pin is None:
        await reauthentication.reauthenticate_with_code(actor, body.code, caller)
    else:
        raise InvalidInput.at("code", "Send a code, a password or a PIN.")
    return no_content()


@router.post("/password", status_code=204, responses=problems(403, 409, 429))
async def change_password(
    body: PasswordBody, actor: Reauthenticated, caller: CallerDep
) -> Response:
    """Changes your password. Ends your other sessions, and with `end_tokens` your tokens."""
    device = await passwords.change(actor, body.new_password, caller, end_tokens=body.end_tokens)
    response = no_content()
    set_device_cookie(response, device)
    return response


@router.get("/totp", response_model=SecondFactor)
async def read_totp(actor: SignedIn) -> Response:
    """Returns whether your second factor is on, and how many backup codes are left."""
    async with transaction() as tx:
        return json_response(await totp_enrolment.second_factor_of(tx, actor))


@router.post("/totp/setup", response_model=Enrolment, responses=problems(403, 409))
async def set_up_totp(actor: Reauthenticated) -> Response:
    """Returns a TOTP secret for your authenticator app, the same until it is confirmed."""
    return json_response(await totp_enrolment.begin_own(actor))


@router.post("/totp/confirm", response_model=BackupCodes, responses=problems(401, 403, 409, 429))
async def confirm_totp(body: CodeBody, actor: Reauthenticated, caller: CallerDep) -> Response:
    """Turns your second factor on. Ends your other sessions, and with `end_tokens` your tokens."""
    codes = await totp_enrolment.confirm_own(actor, body.code, caller, end_tokens=body.end_tokens)
    return json_response(BackupCodes(codes))


@router.post("/totp/backup-codes", response_model=BackupCodes, responses=problems(403, 409, 429))
async def renew_backup_codes(actor: Reauthenticated, caller: CallerDep) -> Response:
    """Replaces your backup codes by ten new ones."""
    return json_response(BackupCodes(await totp_enrolment.renew_codes(actor, caller)))


@router.delete("/totp", status_code=204, responses=problems(403, 409))
async def turn_off_totp(
    actor: Reauthenticated, caller: CallerDep, body: EndTokensBody | None = None
) -> Response:
    """Turns your second factor off. Ends your other sessions, and with `end_tokens` your tokens."""
    await totp_enrolment.turn_off(actor, caller, end_tokens=body is not None and body.end_tokens)
    return no_content()
