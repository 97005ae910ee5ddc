"""The one door for routes: who calls, and from which page.

Every route names its caller by `SignedIn`, or stands in `PUBLIC_ROUTES` or `STEP_ROUTES`;
the walking test fails for one that does none of it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from umbra.accounts.access.cookies import CHALLENGE, SESSION, read_cookie
from umbra.accounts.credentials import api_tokens
from umbra.accounts.flows.reauthentication import require_recent_reauthentication
from umbra.accounts.sessions import sessions
from umbra.accounts.sessions.sessions import LiveSession
from umbra.config import settings
from umbra.core.actor import Actor
from umbra.core.errors import Locked, MfaSetupRequired, NotAllowed, NotAuthenticated
from umbra.database import database, transaction
from umbra.web.problems import problem_response

PUBLIC_ROUTES = frozenset(
    {
        ("GET", "/api/health/live"),
        ("GET", "/api/health/ready"),
        ("GET", "/api/openapi.json"),
        ("GET", "/api/docs"),
        ("GET", "/api/docs/{name}"),
        ("GET", "/api/auth/status"),
        ("GET", "/api/auth/origin"),
        ("POST", "/api/auth/setup"),
        ("POST", "/api/auth/login"),
        ("POST", "/api/auth/register"),
        ("POST", "/api/auth/logout"),
    }
)
"""Reviewed: what a stranger may call. None gives away anything an account keeps."""

STEP_ROUTES = frozenset(
    {
        ("POST", "/api/auth/unlock"),
        ("POST", "/api/auth/totp/verify"),
        ("POST", "/api/auth/totp/enforce-setup"),
        ("POST", "/api/auth/totp/enforce-confirm"),
        ("POST", "/api/auth/password/forced-change"),
    }
)
"""Reviewed: what wants a proof of its own, a locked session or a step's cookie."""

WHILE_ENROLMENT_IS_DUE = frozenset({("POST", "/api/auth/confirm")})
"""Reviewed: what a live session may call that must set up a second factor before it goes on,
besides the above."""

WHILE_LOCKED = frozenset({"/api/auth/status", "/api/auth/unlock", "/api/auth/logout"})
"""Reviewed: what a locked session's browser may call below `/api/auth`."""

NOT_BY_TOKEN = ("/api/auth/", "/api/admin/", "/api/tokens", "/api/settings/pin")
"""Reviewed: what no API token reaches, since it is about the way in."""

SIGN_IN_INSTEAD = "API tokens can't be used here. Sign in."

TOUCH_STEP = timedelta(seconds=5)
"""A session touched less long ago than this is not touched again: one write would do."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "x-umbra-request"
_OWN_SITES = frozenset({None, "none", "same-origin"})
"""What `Sec-Fetch-Site` may say where no Origin does: another port of this host is no page of
the house's."""


async def signed_in(request: Request) -> Actor:
    """The actor behind the request's cookie, or behind its API token.

    NotAuthenticated, Locked while it is, MfaSetupRequired; NotAllowed for a token that
    only reads. A call that changes anything touches the session; reading does not, since
    pages read by themselves.
    """
    token = bearer_token(request.headers)
    if token is not None:
        return await _by_token(request, token)
    live = await _not_locked(request)
    if live.mfa_due:
        raise MfaSetupRequired()
    return (await _entered(request, live)).actor


async def may_confirm(request: Request) -> LiveSession:
    """The live session behind the request's cookie, also one that lacks a second factor.

    NotAuthenticated, Locked while it is; no API token, whatever it may do elsewhere.
    """
    token = bearer_token(request.headers)
    if token is not None:
        await _by_token(request, token)
        raise NotAllowed(SIGN_IN_INSTEAD)
    return await _entered(request, await _not_locked(request))


MayConfirm = Annotated[LiveSession, Depends(may_confirm)]


async def _not_locked(request: Request) -> LiveSession:
    live = await session_of(request.headers)
    if live is None:
        raise NotAuthenticated()
    if live.locked:
        raise Locked()
    return live


async def _entered(request: Request, live: LiveSession) -> LiveSession:
    if request.method not in SAFE_METHODS:
        await _touch(live)
    request.state.live = live
    return live


async def _by_token(request: Request, token: str) -> Actor:
    live = await api_tokens.look_up(token)
    if live is None:
        raise NotAuthenticated("This API token is not valid.")
    if live.mfa_due:
        raise MfaSetupRequired()
    if request.scope["path"].startswith(NOT_BY_TOKEN):
        raise NotAllowed(SIGN_IN_INSTEAD)
    if live.scope == "read" and request.method not in SAFE_METHODS:
        raise NotAllowed("This API token is read-only.")
    return live.actor


def bearer_token(headers: Headers) -> str | None:
    """The API token in an Authorization header, if there is one (RFC 6750, 2.1)."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None


SignedIn = Annotated[Actor, Depends(signed_in)]


async def reauthenticated(actor: SignedIn, request: Request) -> Actor:
    """The same, for an act that wants a secret shown again first. ReauthenticationRequired."""
    require_recent_reauthentication(request.state.live, database().clock.now())
    return actor


Reauthenticated = Annotated[Actor, Depends(reauthenticated)]


async def admin_only(actor: SignedIn) -> Actor:
    """The same, for what only admins may do. NotAllowed for anybody else."""
    if actor.role != "admin":
        raise NotAllowed(sessions.ADMINS_ONLY)
    return actor


Admin = Annotated[Actor, Depends(admin_only)]


async def reauthenticated_for_changes(actor: Admin, request: Request) -> None:
    """Wants a secret shown again before whatever an admin changes. ReauthenticationRequired."""
    if request.method not in SAFE_METHODS:
        await reauthenticated(actor, request)


async def not_locked(request: Request) -> None:
    """Refuses a locked session's browser what even a stranger may call. Locked."""
    if request.scope["path"] in WHILE_LOCKED:
        return
    live = await session_of(request.headers)
    if live is not None and live.locked:
        raise Locked()


async def _touch(live: LiveSession) -> None:
    if database().clock.now() - live.touched_at >= TOUCH_STEP:
        async with transaction() as tx:
            await sessions.touch(tx, live.actor.session_id)


async def session_of(headers: Headers) -> LiveSession | None:
    """The live session whose cookie is in `headers`, locked or not."""
    token = read_cookie(headers.get("cookie", ""), SESSION)
    return await sessions.look_up(sessions.digest(token)) if token else None


class CsrfProtection:
    """Refuses a change that another site's page asks for (CSRF, login CSRF included).

    Methods that change anything need an Origin of our own where one is sent, and no
    `Sec-Fetch-Site: cross-site`. A call with the session cookie and neither header
    comes from no browser we know of: it shows that no form made it by naming
    `X-Umbra-Request`, which another site may not send without our leave (OWASP CSRF
    cheat sheet, ASVS 5.0 3.5.1 to 3.5.3).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            why = csrf_refusal(Headers(scope=scope))
            if why is not None:
                await problem_response(NotAllowed(why))(scope, receive, send)
                return
        await self._app(scope, receive, send)


def csrf_refusal(headers: Headers) -> str | None:
    """Why a changing request with these headers is refused, or None when it is our own."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and origin not in settings().origins:
        return "Requests from this origin are not allowed. Open UMBRA itself and try again."
    if site == "cross-site" or (origin is None and site not in _OWN_SITES):
        return "Requests from another site are not allowed. Open UMBRA itself and try again."
    from_a_page = origin is not None or site is not None
    if from_a_page or CSRF_HEADER in headers:
        return None
    cookies = headers.get("cookie", "")
    if all(read_cookie(cookies, name) is None for name in (SESSION, CHALLENGE)):
        return None
    return "Send the header X-Umbra-Request: 1 with the cookie."
