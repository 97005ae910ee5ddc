"""The admin routes: `/admin/*` as listed in `docs/api.md`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Field, StrictBool, StrictInt

from umbra.accounts import policy
from umbra.accounts.access.route_auth import Admin, admin_only, reauthenticated_for_changes
from umbra.accounts.api.responses import CallerDep, Secret
from umbra.accounts.directory import invites
from umbra.accounts.directory.invites import InviteRow, NewInvite
from umbra.accounts.policy import Rules
from umbra.accounts.sessions import sessions
from umbra.accounts.sessions.sessions import OwnSession
from umbra.admin import audit_api, overview, service
from umbra.admin.overview import Overview
from umbra.admin.service import AccountRow, NewAccount, OneTimePassword
from umbra.core.actor import Role
from umbra.core.fields import Body
from umbra.core.text import Name, ShortText
from umbra.database import transaction
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY
from umbra.web.responses import json_response, no_content

router = APIRouter(
    prefix="/admin",
    tags=["admin"],
    dependencies=[Depends(admin_only), Depends(reauthenticated_for_changes), KNOWN_QUERY],
)


router.include_router(audit_api.router)


class PolicyBody(Body):
    """The server-wide policy. A field that is left out is reset to its default."""

    registration_open: StrictBool = False
    mfa_required: StrictBool = False
    mfa_required_from: date | None = None
    pin_allowed: StrictBool = True
    session_days: Annotated[StrictInt, Field(ge=1, le=30)] = 30
    auto_lock_max_minutes: Annotated[StrictInt, Field(ge=1, le=24 * 60)] | None = None
    password_min_length: Annotated[StrictInt, Field(ge=12, le=64)] = 12


class NewAccountBody(Body):
    """The account to create."""

    username: Secret
    display_name: Name | None = None
    role: Role = "member"


class AccountPatch(Body):
    """The fields of an account that an admin may change. Fields left out keep their value."""

    role: Role | None = None
    disabled: StrictBool | None = None
    mfa_enforce_pending: StrictBool | None = None


class DeletionBody(Body):
    """The user name of the account to delete, repeated as confirmation."""

    confirm: Secret = ""


class NetworkBody(Body):
    """A network as shown in the overview: an IPv4 address or an IPv6 network."""

    network: ShortText


class InviteBody(Body):
    """The user name that the invitation is restricted to, if any."""

    username: Secret | None = None


@dataclass(frozen=True, slots=True)
class Accounts:
    """All accounts in a single page."""

    items: Sequence[AccountRow]
    next: None = None


@dataclass(frozen=True, slots=True)
class Sessions:
    """All live sessions of an account in a single page."""

    items: Sequence[OwnSession]
    next: None = None


@dataclass(frozen=True, slots=True)
class Invites:
    """All open invitations in a single page."""

    items: Sequence[InviteRow]
    next: None = None


@router.get("/overview", response_model=Overview)
async def get_overview() -> Response:
    """Accounts and their sessions, missing second factors, pending steps, lockouts, warnings."""
    return json_response(await overview.read_overview())


@router.post("/lift-lockout", status_code=204, responses=problems(404))
async def lift_network_lockout(body: NetworkBody, actor: Admin, caller: CallerDep) -> Response:
    """Lifts the rate limit of an IPv4 address or an IPv6 network."""
    async with transaction() as tx:
        await service.lift_network_lockout(tx, actor, body.network, caller)
    return no_content()


@router.get("/policy", response_model=Rules)
async def get_policy() -> Response:
    """The server-wide policy."""
    async with transaction() as tx:
        return json_response(await policy.read(tx))


@router.put("/policy", response_model=Rules, responses=problems(403))
async def put_policy(body: PolicyBody, actor: Admin, caller: CallerDep) -> Response:
    """Replaces the server-wide policy. Stricter sign-in rules apply from the next sign-in."""
    async with transaction() as tx:
        rules = Rules(**body.model_dump())
        return json_response(await service.write_policy(tx, actor, rules, caller))


@router.get("/accounts", response_model=Accounts)
async def list_accounts() -> Response:
    """All accounts, oldest first."""
    async with transaction() as tx:
        return json_response(Accounts(await service.list_accounts(tx)))


@router.post(
    "/accounts", status_code=201, response_model=OneTimePassword, responses=problems(409, 429)
)
async def create_account(body: NewAccountBody, actor: Admin, caller: CallerDep) -> Response:
    """Creates an account with a one-time password, which only this response contains."""
    created = await service.create_account(actor, NewAccount(**body.model_dump()), caller)
    return json_response(created, 201, location=f"/api/admin/accounts/{created.account.id}")


@router.get("/accounts/{account_id}", response_model=AccountRow, responses=problems(404))
async def get_account(account_id: UUID) -> Response:
    """One account."""
    async with transaction() as tx:
        return json_response(await service.get_account(tx, account_id))


@router.patch("/accounts/{account_id}", response_model=AccountRow, responses=problems(404, 409))
async def patch_account(
    account_id: UUID, body: AccountPatch, actor: Admin, caller: CallerDep
) -> Response:
    """Changes the given fields. Disabling an account ends its sessions at once."""
    changes = body.model_dump(exclude_none=True)
    async with transaction() as tx:
        return json_response(await service.change_account(tx, actor, account_id, changes, caller))


@router.delete("/accounts/{account_id}", status_code=204, responses=problems(404, 409))
async def delete_account(
    account_id: UUID, actor: Admin, caller: CallerDep, body: DeletionBody | None = None
) -> Response:
    """Permanently deletes an account and all of its content."""
    confirm = body.confirm if body else ""
    async with transaction() as tx:
        await service.delete_account(tx, actor, account_id, confirm, caller)
    return no_content()


@router.post(
    "/accounts/{account_id}/reset-password",
    response_model=OneTimePassword,
    responses=problems(404, 429),
)
async def reset_password(account_id: UUID, actor: Admin, caller: CallerDep) -> Response:
    """Sets a one-time password, which only this response contains, and ends all sessions."""
    return json_response(await service.reset_password(actor, account_id, caller))


@router.post("/accounts/{account_id}/reset-mfa", status_code=204, responses=problems(404))
async def reset_mfa(account_id: UUID, actor: Admin, caller: CallerDep) -> Response:
    """Turns the second factor of an account off and ends all of its sessions."""
    async with transaction() as tx:
        await service.reset_second_factor(tx, actor, account_id, caller)
    return no_content()


@router.post("/accounts/{account_id}/lift-lockout", status_code=204, responses=problems(404))
async def lift_lockout(account_id: UUID, actor: Admin, caller: CallerDep) -> Response:
    """Lifts the lockouts of an account."""
    async with transaction() as tx:
        await service.lift_lockout(tx, actor, account_id, caller)
    return no_content()


@router.get("/accounts/{account_id}/sessions", response_model=Sessions, responses=problems(404))
async def list_sessions(account_id: UUID, actor: Admin) -> Response:
    """The live sessions of an account, newest first."""
    async with transaction() as tx:
        await service.get_account(tx, account_id)
        return json_response(Sessions(await sessions.list_of(tx, account_id, actor.session_id)))


@router.delete("/accounts/{account_id}/sessions", status_code=204, responses=problems(404))
async def end_sessions(account_id: UUID, actor: Admin, caller: CallerDep) -> Response:
    """Ends all sessions of an account."""
    async with transaction() as tx:
        await service.end_sessions(tx, actor, account_id, caller)
    return no_content()


@router.get("/invites", response_model=Invites)
async def list_invites() -> Response:
    """The invitations that can still be used."""
    async with transaction() as tx:
        return json_response(Invites(await invites.list_open(tx)))


@router.post("/invites", status_code=201, response_model=NewInvite, responses=problems(409, 429))
async def create_invite(body: InviteBody, actor: Admin, caller: CallerDep) -> Response:
    """Creates an invitation for one account, valid for three days.

    Only this response contains its token.
    """
    async with transaction() as tx:
        created = await service.create_invite(tx, actor, body.username, caller)
    return json_response(created, 201)


@router.delete("/invites/{invite_id}", status_code=204, responses=problems(404))
async def revoke_invite(invite_id: UUID, actor: Admin, caller: CallerDep) -> Response:
    """Revokes an unused invitation."""
    async with transaction() as tx:
        await service.revoke_invite(tx, actor, invite_id, caller)
    return no_content()
