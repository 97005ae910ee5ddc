"""Routes of the sign-in steps after the first secret, and of unlocking a session."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from umbra.accounts.access.route_auth import session_of
from umbra.accounts.api.responses import (
    CallerDep,
    EnrolledResponse,
    OutcomeResponse,
    Secret,
    to_response,
)
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials.totp import Enrolment
from umbra.accounts.flows import (
    forced_password_change,
    reauthentication,
    second_factor,
    totp_enrolment,
)
from umbra.accounts.flows.reauthentication import TypedSecret
from umbra.accounts.sessions.challenges import Proof
from umbra.core.errors import InvalidInput, NotAuthenticated
from umbra.core.fields import Body
from umbra.web.openapi import problems
from umbra.web.responses import json_response, no_content

router = APIRouter()


class UnlockBody(Body):
    """A PIN or a password."""

    pin: Secret | None = None
    password: Secret | None = None


class VerifyBody(Body):
    """A TOTP code or a backup code."""

    mfa_token: Secret | None = None
    code: Secret | None = None
    backup_code: Secret | None = None


class EnforceSetupBody(Body):
    """The step's token: optional, since the challenge cookie identifies the step."""

    mfa_enforce_token: Secret | None = None


class EnforceConfirmBody(EnforceSetupBody):
    """A code from the authenticator app that was just set up."""

    code: Secret


class ForcedChangeBody(Body):
    """The new password."""

    password_change_token: Secret | None = None
    new_password: Secret


@router.post("/unlock", status_code=204, responses=problems(401, 429))
async def unlock(body: UnlockBody, request: Request, caller: CallerDep) -> Response:
    """Unlocks your session. The fifth wrong attempt in a row ends it."""
    live = await session_of(request.headers)
    if live is None:
        raise NotAuthenticated()
    await reauthentication.unlock(typed_secret(body.password, body.pin), live, caller)
    return no_content()


@router.post("/totp/verify", response_model=OutcomeResponse, responses=problems(401, 429))
async def verify(body: VerifyBody, caller: CallerDep) -> Response:
    """Passes the second-factor step with a TOTP code or a backup code."""
    proof = _proof(caller, body.mfa_token)
    if (body.code is None) == (body.backup_code is None):
        raise InvalidInput.at("code", "Send a code or a backup code.")
    outcome = await second_factor.verify(
        proof, caller, code=body.code, backup_code=body.backup_code
    )
    return to_response(outcome, caller)


@router.post("/totp/enforce-setup", response_model=Enrolment, responses=problems(401))
async def enforce_setup(body: EnforceSetupBody, caller: CallerDep) -> Response:
    """Returns the TOTP secret to set up, the same on every call.

    Requires the challenge cookie of the step; a session is not accepted. A live session that has
    to set up a second factor begins the step with `POST auth/confirm`.
    """
    proof = _proof(caller, body.mfa_enforce_token)
    return json_response(await totp_enrolment.begin_enforced(proof))


@router.post(
    "/totp/enforce-confirm", response_model=EnrolledResponse, responses=problems(401, 409, 429)
)
async def enforce_confirm(body: EnforceConfirmBody, caller: CallerDep) -> Response:
    """Turns the second factor on and signs in. Returns ten backup codes."""
    proof = _proof(caller, body.mfa_enforce_token)
    return to_response(await totp_enrolment.confirm_enforced(proof, body.code, caller), caller)


@router.post(
    "/password/forced-change", response_model=OutcomeResponse, responses=problems(401, 429)
)
async def complete_password_change(body: ForcedChangeBody, caller: CallerDep) -> Response:
    """Changes the password and continues with the sign-in."""
    proof = _proof(caller, body.password_change_token)
    return to_response(
        await forced_password_change.change_password(proof, body.new_password, caller), caller
    )


def typed_secret(password: str | None, pin: str | None) -> TypedSecret:
    """Returns the password or the PIN that was sent. InvalidInput for neither or both."""
    if (password is None) == (pin is None):
        raise InvalidInput.at("password", "Send a password or a PIN.")
    return TypedSecret("pin", pin) if pin is not None else TypedSecret("password", password or "")


def _proof(caller: Caller, token: str | None) -> Proof:
    return Proof(caller.challenge_digest, token)
