"""What one does with one's own account once in: lock, confirm, password, second factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from umbra.accounts.access.route_auth import MayConfirm, Reauthenticated, SignedIn
from umbra.accounts.api.responses import (
    CallerDep,
    MfaSetupRequiredResponse,
    Secret,
    give_device,
    to_response,
)
from umbra.accounts.api.sign_in_steps import shown_in
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

CONFIRMED_TO_ENROL: dict[int | str, dict[str, Any]] = {
    200: {
        "model": MfaSetupRequiredResponse,
        "description": "The step at which a live session sets up the second factor it lacks.",
    }
}


class ConfirmBody(Body):
    """One secret of one's own: a password, a code, or a PIN where there is no password."""

    password: Secret | None = None
    pin: Secret | None = None
    code: Secret | None = None


class EndTokensBody(Body):
    """Whether one's API tokens end too."""

    end_tokens: bool = False


class PasswordBody(EndTokensBody):
    """The new password, and whether one's API tokens end too."""

    new_password: Secret


class CodeBody(EndTokensBody):
    """A code from the app that was just set up, and whether one's API tokens end too."""

    code: Secret


@dataclass(frozen=True, slots=True)
class BackupCodes:
    """Ten codes, told this once."""

    backup_codes: list[str]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries of the log, the latest first, and the cursor of the page after, if any."""

    items: Sequence[LogEntry]
    next: str | None


@dataclass(frozen=True, slots=True)
class Notices:
    """The latest notices: there is no page after."""

    items: Sequence[Unseen]
    next: None = None


def log_page(found: LogPart) -> LogPage:
    """A part of the log as it is answered."""
    return LogPage(found.rows, encoded(found.after) if found.after else None)


@router.get("/log", response_model=LogPage)
async def read_log(actor: SignedIn, query: Annotated[PageQuery, Query()]) -> Response:
    """One's own sign-ins and changes, the latest first."""
    async with transaction() as tx:
        own = AuditFilter(account_id=actor.account_id)
        found = await audit_entries.read(tx, own, after=query.after, limit=query.limit)
    return json_response(log_page(found))


@router.get("/notices", response_model=Notices)
async def list_notices(actor: SignedIn) -> Response:
    """Changes to one's security that one has not seen, the latest first."""
    async with transaction() as tx:
        return json_response(Notices(await notices.unseen(tx, actor)))


@router.delete("/notices/{entry_id}", status_code=204, responses=problems(404))
async def dismiss_notice(entry_id: UUID, actor: SignedIn) -> Response:
    """Says that one has seen a notice; it stays in the log."""
    async with transaction() as tx:
        await notices.dismiss(tx, actor, entry_id)
    return no_content()


@router.post("/lock", status_code=204)
async def lock(actor: SignedIn, caller: CallerDep) -> Response:
    """Locks this session in all its tabs."""
    await session_actions.lock(actor, caller)
    return no_content()


@router.post("/touch", status_code=204)
async def touch(actor: SignedIn) -> Response:
    """Says that somebody is there, as every change does, so that the session stays open."""
    return no_content()


@router.post("/confirm", status_code=204, responses=CONFIRMED_TO_ENROL | problems(401, 429))
async def confirm(body: ConfirmBody, live: MayConfirm, caller: CallerDep) -> Response:
    """Counts as a fresh proof for five minutes.

    A live session that must set up a second factor begins that step with its password or PIN.
    """
    actor = live.actor
    if live.mfa_due:
        if body.code is not None:
            raise InvalidInput.at("code", "Send your password or PIN. There is no code yet.")
        shown = shown_in(body.password, body.pin)
        return to_response(await reauthentication.confirm_to_enrol(actor, shown, caller), caller)
    if body.code is None:
        await reauthentication.confirm(actor, shown_in(body.password, body.pin), caller)
    elif body.password is None and body.pin is None:
        await reauthentication.confirm_with_code(actor, body.code, caller)
    else:
        raise InvalidInput.at("code", "Send a code, a password or a PIN.")
    return no_content()


@router.post("/password", status_code=204, responses=problems(403, 409, 429))
async def change_password(
    body: PasswordBody, actor: Reauthenticated, caller: CallerDep
) -> Response:
    """Changes one's password; all one's other sessions end, and with `end_tokens` one's tokens."""
    device = await passwords.change(actor, body.new_password, caller, end_tokens=body.end_tokens)
    response = no_content()
    give_device(response, device)
    return response


@router.get("/totp", response_model=SecondFactor)
async def read_totp(actor: SignedIn) -> Response:
    """How one's second factor stands, and how many backup codes are left."""
    async with transaction() as tx:
        return json_response(await totp_enrolment.second_factor_of(tx, actor))


@router.post("/totp/setup", response_model=Enrolment, responses=problems(403, 409))
async def set_up_totp(actor: Reauthenticated) -> Response:
    """A secret for one's app, the same again until it is confirmed."""
    return json_response(await totp_enrolment.show_own(actor))


@router.post("/totp/confirm", response_model=BackupCodes, responses=problems(401, 403, 409, 429))
async def confirm_totp(body: CodeBody, actor: Reauthenticated, caller: CallerDep) -> Response:
    """Turns the second factor on; all one's other sessions end."""
    codes = await totp_enrolment.confirm_own(actor, body.code, caller, end_tokens=body.end_tokens)
    return json_response(BackupCodes(codes))


@router.post("/totp/backup-codes", response_model=BackupCodes, responses=problems(403, 409, 429))
async def renew_backup_codes(actor: Reauthenticated, caller: CallerDep) -> Response:
    """Ten new backup codes; the old ones are void."""
    return json_response(BackupCodes(await totp_enrolment.renew_codes(actor, caller)))


@router.delete("/totp", status_code=204, responses=problems(403, 409))
async def turn_off_totp(
    actor: Reauthenticated, caller: CallerDep, body: EndTokensBody | None = None
) -> Response:
    """Turns the second factor off; all one's other sessions end."""
    await totp_enrolment.turn_off(actor, caller, end_tokens=body is not None and body.end_tokens)
    return no_content()
