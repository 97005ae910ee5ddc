"""What the routes of the way in share: who calls, what is typed, how outcomes are told."""

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
from umbra.web.responses import answer

LONGEST_SECRET = 4096

Secret = Annotated[str, Field(max_length=LONGEST_SECRET)]


@dataclass(frozen=True, slots=True)
class SignedInAnswer:
    """One is in; the cookie came along."""

    account: AccountView
    status: Literal["signed_in"] = "signed_in"


@dataclass(frozen=True, slots=True)
class EnrolledAnswer:
    """One is in, and holds the backup codes: they are told this once."""

    account: AccountView
    backup_codes: list[str]
    status: Literal["signed_in"] = "signed_in"


@dataclass(frozen=True, slots=True)
class TotpRequired:
    """A code of the second factor is asked for."""

    mfa_token: str
    expires_in: int
    status: Literal["totp_required"] = "totp_required"


@dataclass(frozen=True, slots=True)
class PasswordChangeRequired:
    """A new password is asked for."""

    password_change_token: str
    expires_in: int
    password_min_length: int
    status: Literal["password_change_required"] = "password_change_required"


@dataclass(frozen=True, slots=True)
class MfaSetupRequired:
    """Setting up a second factor is asked for."""

    mfa_enforce_token: str
    expires_in: int
    status: Literal["mfa_setup_required"] = "mfa_setup_required"


StepAnswer = TotpRequired | PasswordChangeRequired | MfaSetupRequired
OutcomeAnswer = SignedInAnswer | EnrolledAnswer | StepAnswer


def caller_of(request: Request) -> Caller:
    """From where a request comes, and what its browser brought."""
    cookies = request.headers.get("cookie", "")
    return Caller(
        address=client_address(request.scope, settings().trusted_proxy_hops),
        user_agent=request.headers.get("user-agent", ""),
        device=read_cookie(cookies, DEVICE),
        session_digest=_digest(cookies, SESSION),
        challenge_digest=_digest(cookies, CHALLENGE),
    )


From = Annotated[Caller, Depends(caller_of)]


def told(outcome: Outcome, caller: Caller, status: int = 200) -> Response:
    """An outcome as its JSON; what proves anything for longer goes into cookies alone."""
    if isinstance(outcome, StepRequired):
        response = answer(_step_answer(outcome), status)
        give_challenge(response, outcome.challenge)
        return response
    codes = outcome.backup_codes
    account = outcome.account
    response = answer(EnrolledAnswer(account, codes) if codes else SignedInAnswer(account), status)
    set_cookie(response, SESSION, outcome.session.token, outcome.session.lifetime)
    give_device(response, outcome.device)
    if caller.challenge_digest is not None:
        clear_cookie(response, CHALLENGE)
    return response


def give_challenge(response: Response, begun: NewChallenge) -> None:
    """Lets the browser hold the step that was begun."""
    set_cookie(response, CHALLENGE, begun.cookie, begun.lifetime)


def give_device(response: Response, device: Device) -> None:
    """Lets the browser hold the proof that it signed in before."""
    set_cookie(response, DEVICE, device.cookie(), devices.LIFETIME)


def _step_answer(required: StepRequired) -> StepAnswer:
    begun = required.challenge
    seconds = _seconds(begun.lifetime)
    if begun.step == "totp":
        return TotpRequired(begun.token, seconds)
    if begun.step == "mfa_setup":
        return MfaSetupRequired(begun.token, seconds)
    return PasswordChangeRequired(begun.token, seconds, required.password_min_length)


def _seconds(lifetime: timedelta) -> int:
    return int(lifetime.total_seconds())


def _digest(cookies: str, name: str) -> bytes | None:
    value = read_cookie(cookies, name)
    return sessions.digest(value) if value else None
