"""Shared by the sign-in routes: the caller, secret fields, and outcomes as responses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from pydantic import Field

from umbra.accounts.access.cookies import (
    CHALLENGE,
    DEVICE,
    SESSION,
    clear_cookie,
    read_cookie,
    set_cookie,
)
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.primitives.client_address import client_address
from umbra.accounts.rate_limiting import devices
from umbra.accounts.rate_limiting.devices import Device
from umbra.accounts.sessions import sessions
from umbra.accounts.sessions.challenges import NewChallenge
from umbra.accounts.sessions.outcomes import AccountView, Outcome, StepRequired
from umbra.config import settings
from umbra.web.responses import json_response

LONGEST_SECRET = 4096

Secret = Annotated[str, Field(max_length=LONGEST_SECRET)]


@dataclass(frozen=True, slots=True)
class SignedInResponse:
    """Signed in. The session cookie is set with this response."""

    account: AccountView
    status: Literal["signed_in"] = "signed_in"


@dataclass(frozen=True, slots=True)
class EnrolledResponse:
    """Signed in with a new second factor. The backup codes are in this response only."""

    account: AccountView
    backup_codes: list[str]
    status: Literal["signed_in"] = "signed_in"


@dataclass(frozen=True, slots=True)
class TotpRequiredResponse:
    """A code of the second factor is required next. `expires_in` is in seconds."""

    mfa_token: str
    expires_in: int
    status: Literal["totp_required"] = "totp_required"


@dataclass(frozen=True, slots=True)
class PasswordChangeRequiredResponse:
    """A new password is required next. `expires_in` is in seconds."""

    password_change_token: str
    expires_in: int
    password_min_length: int
    status: Literal["password_change_required"] = "password_change_required"


@dataclass(frozen=True, slots=True)
class MfaSetupRequiredResponse:
    """Setting up a second factor is required next. `expires_in` is in seconds."""

    mfa_enforce_token: str
    expires_in: int
    status: Literal["mfa_setup_required"] = "mfa_setup_required"


StepResponse = TotpRequiredResponse | PasswordChangeRequiredResponse | MfaSetupRequiredResponse
OutcomeResponse = SignedInResponse | EnrolledResponse | StepResponse


def caller_of(request: Request) -> Caller:
    """Returns a request's client address, user agent, and the digests of its cookies."""
    cookies = request.headers.get("cookie", "")
    return Caller(
        address=client_address(request.scope, settings().trusted_proxy_hops),
        user_agent=request.headers.get("user-agent", ""),
        device=read_cookie(cookies, DEVICE),
        session_digest=_digest(cookies, SESSION),
        challenge_digest=_digest(cookies, CHALLENGE),
    )


CallerDep = Annotated[Caller, Depends(caller_of)]


def to_response(outcome: Outcome, caller: Caller, status: int = 200) -> Response:
    """Returns an outcome as JSON. Session and device tokens go into cookies only."""
    if isinstance(outcome, StepRequired):
        response = json_response(_step_response(outcome), status)
        set_challenge_cookie(response, outcome.challenge)
        return response
    codes = outcome.backup_codes
    account = outcome.account
    response = json_response(
        EnrolledResponse(account, codes) if codes else SignedInResponse(account), status
    )
    set_cookie(response, SESSION, outcome.session.token, outcome.session.lifetime)
    set_device_cookie(response, outcome.device)
    if caller.challenge_digest is not None:
        clear_cookie(response, CHALLENGE)
    return response


def set_challenge_cookie(response: Response, challenge: NewChallenge) -> None:
    """Sets the cookie that binds a new challenge to this browser."""
    set_cookie(response, CHALLENGE, challenge.cookie, challenge.lifetime)


def set_device_cookie(response: Response, device: Device) -> None:
    """Sets the device cookie, by which the rate limits know a browser that signed in before."""
    set_cookie(response, DEVICE, device.cookie(), devices.LIFETIME)


def _step_response(required: StepRequired) -> StepResponse:
    challenge = required.challenge
    seconds = _seconds(challenge.lifetime)
    if challenge.step == "totp":
        return TotpRequiredResponse(challenge.token, seconds)
    if challenge.step == "mfa_setup":
        return MfaSetupRequiredResponse(challenge.token, seconds)
    return PasswordChangeRequiredResponse(challenge.token, seconds, required.password_min_length)


def _seconds(lifetime: timedelta) -> int:
    return int(lifetime.total_seconds())


def _digest(cookies: str, name: str) -> bytes | None:
    value = read_cookie(cookies, name)
    return sessions.digest(value) if value else None
