"""First-run setup, sign-in, sign-out, registration and sessions: `/auth/*`, see `docs/api.md`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from umbra.accounts.access.cookies import CHALLENGE, SESSION, clear_cookie
from umbra.accounts.access.route_auth import SignedIn as SignedInActor
from umbra.accounts.access.route_auth import session_of
from umbra.accounts.api.responses import (
    CallerDep,
    OutcomeResponse,
    Secret,
    SignedInResponse,
    to_response,
)
from umbra.accounts.flows import first_run, registration, session_actions, sign_in
from umbra.accounts.sessions import sessions
from umbra.accounts.sessions.outcomes import Status
from umbra.config import settings
from umbra.core.errors import FieldError, InvalidInput
from umbra.core.fields import Body
from umbra.core.text import Name
from umbra.database import transaction
from umbra.web.openapi import problems
from umbra.web.responses import json_response, no_content

router = APIRouter()


class SetupBody(Body):
    """First-run setup, with a password or with a PIN."""

    setup_code: Secret
    username: Secret | None = None
    password: Secret | None = None
    pin: Secret | None = None
    display_name: Name | None = None
    time_zone: Secret | None = None


class LoginBody(Body):
    """A user name with a password or a PIN, or the PIN alone if there is only one account."""

    username: Secret | None = None
    password: Secret | None = None
    pin: Secret | None = None


class RegisterBody(Body):
    """A user name, a password, and an invitation if registration is closed."""

    username: Secret
    password: Secret
    display_name: Name | None = None
    invite: Secret | None = None
    time_zone: Secret | None = None


@dataclass(frozen=True, slots=True)
class OwnSessions:
    """All of your live sessions, on one page: `next` is always null."""

    items: Sequence[sessions.OwnSession]
    next: None = None


@router.get("/status", response_model=Status)
async def read_status(request: Request, caller: CallerDep) -> Response:
    """Returns the sign-in options of this server, and your account if you are signed in."""
    live = await session_of(request.headers)
    return json_response(await session_actions.status(live, caller.challenge_digest))


@dataclass(frozen=True, slots=True)
class PageOrigin:
    """Whether pages of an origin may use this server."""

    accepted: bool


@router.get("/origin", response_model=PageOrigin, responses=problems(422))
async def read_origin(page: Annotated[str, Query(max_length=300)]) -> Response:
    """Returns whether a page of the origin `page` (RFC 6454) may open a websocket here.

    A failed handshake can't tell a page why it was refused, and a same-origin GET carries no
    Origin header. Reveals nothing that the handshake does not.
    """
    return json_response(PageOrigin(accepted=page in settings().origins))


@router.post(
    "/setup", status_code=201, response_model=SignedInResponse, responses=problems(409, 429)
)
async def set_up(body: SetupBody, caller: CallerDep) -> Response:
    """Creates the first account, an admin, and signs it in. Works exactly once."""
    request = first_run.FirstRunRequest(
        code=body.setup_code,
        username=body.username,
        password=body.password,
        pin=body.pin,
        display_name=body.display_name,
        time_zone=body.time_zone,
    )
    return to_response(await first_run.set_up(request, caller), caller, 201)


@router.post("/login", response_model=OutcomeResponse, responses=problems(401, 429))
async def log_in(body: LoginBody, caller: CallerDep) -> Response:
    """Signs in, or returns the next step."""
    return to_response(await sign_in.sign_in(_credentials(body), caller), caller)


@router.post(
    "/register", status_code=201, response_model=OutcomeResponse, responses=problems(409, 429)
)
async def register(body: RegisterBody, caller: CallerDep) -> Response:
    """Creates an account, if registration is open or with an invitation, and signs in."""
    request = registration.RegistrationRequest(**body.model_dump())
    return to_response(await registration.register(request, caller), caller, 201)


@router.post("/logout", status_code=204)
async def log_out(caller: CallerDep) -> Response:
    """Ends your session and tells the browser to clear its cache and storage."""
    await session_actions.sign_out(caller)
    response = Response(status_code=204, headers={"Clear-Site-Data": '"cache", "storage"'})
    clear_cookie(response, SESSION)
    if caller.challenge_digest is not None:
        clear_cookie(response, CHALLENGE)
    return response


@router.get("/sessions", response_model=OwnSessions)
async def list_sessions(actor: SignedInActor) -> Response:
    """Lists your live sessions, newest first."""
    async with transaction(actor) as tx:
        return json_response(OwnSessions(await sessions.list_own(tx, actor)))


@router.delete("/sessions/{session_id}", status_code=204, responses=problems(404))
async def end_session(session_id: UUID, actor: SignedInActor, caller: CallerDep) -> Response:
    """Ends one of your sessions."""
    async with transaction(actor) as tx:
        await session_actions.end_session(tx, actor, session_id, caller)
    return no_content()


@router.delete("/sessions", status_code=204)
async def end_other_sessions(actor: SignedInActor, caller: CallerDep) -> Response:
    """Ends all of your sessions except this one."""
    async with transaction(actor) as tx:
        await session_actions.end_other_sessions(tx, actor, caller)
    return no_content()


def _credentials(body: LoginBody) -> sign_in.Credentials:
    """Returns the typed credentials. InvalidInput unless it is one secret, with its name."""
    if (body.password is None) == (body.pin is None):
        raise InvalidInput([FieldError("password", "Send a password or a PIN.")])
    if body.pin is not None:
        return sign_in.Credentials("pin", body.pin, body.username)
    if body.username is None:
        raise InvalidInput([FieldError("username", "Is required.")])
    return sign_in.Credentials("password", body.password or "", body.username)
