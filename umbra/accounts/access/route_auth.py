"""Route authorization: FastAPI dependencies that authenticate the caller, and CSRF protection.

Every route depends on `SignedIn`, or is listed in `PUBLIC_ROUTES` or `STEP_ROUTES`.
`tests/test_authorization.py` walks all routes and fails for any other.
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
"""Reviewed: the routes that an anonymous caller may use. None returns an account's data."""

STEP_ROUTES = frozenset(
    {
        ("POST", "/api/auth/unlock"),
        ("POST", "/api/auth/totp/verify"),
        ("POST", "/api/auth/totp/enforce-setup"),
        ("POST", "/api/auth/totp/enforce-confirm"),
        ("POST", "/api/auth/password/forced-change"),
    }
)
"""Reviewed: the routes that check a locked session or a challenge's cookie by themselves."""

ALLOWED_BEFORE_MFA_SETUP = frozenset({("POST", "/api/auth/confirm")})
"""Reviewed: the routes that a live session may also use while it must set up a second factor."""

ALLOWED_WHILE_LOCKED = frozenset({"/api/auth/status", "/api/auth/unlock", "/api/auth/logout"})
"""Reviewed: the paths below `/api/auth` that a browser with a locked session may use."""

FORBIDDEN_TO_TOKENS = ("/api/auth/", "/api/admin/", "/api/tokens", "/api/settings/pin")
"""Reviewed: prefixes of the paths that no API token may use, since they concern sign-in."""

SIGN_IN_INSTEAD = "API tokens can't be used here. Sign in."

TOUCH_INTERVAL = timedelta(seconds=5)
"""The minimum time between two writes of a session's last activity, to save writes."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "x-umbra-request"
_OWN_SITES = frozenset({None, "none", "same-origin"})
"""Allowed values of `Sec-Fetch-Site` for a request without an Origin. "same-site" is not among
them: another port of this host is not a page of UMBRA."""


async def signed_in(request: Request) -> Actor:
    """Returns the actor of the request's session cookie or API token.

    NotAuthenticated; Locked for a locked session; MfaSetupRequired; NotAllowed for a read-only
    token. A request with an unsafe method counts as activity and touches the session; reading
    does not, since pages also read without the user.
    """
    token = bearer_token(request.headers)
    if token is not None:
        return await _authenticate_token(request, token)
    live = await _require_unlocked(request)
    if live.mfa_due:
        raise MfaSetupRequired()
    return (await _accept(request, live)).actor


async def unlocked_session(request: Request) -> LiveSession:
    """Returns the live session of the request's cookie, even if it must set up a second factor.

    NotAuthenticated; Locked for a locked session; NotAllowed for every API token.
    """
    token = bearer_token(request.headers)
    if token is not None:
        await _authenticate_token(request, token)
        raise NotAllowed(SIGN_IN_INSTEAD)
    return await _accept(request, await _require_unlocked(request))


UnlockedSession = Annotated[LiveSession, Depends(unlocked_session)]


async def _require_unlocked(request: Request) -> LiveSession:
    live = await session_of(request.headers)
    if live is None:
        raise NotAuthenticated()
    if live.locked:
        raise Locked()
    return live


async def _accept(request: Request, live: LiveSession) -> LiveSession:
    """Touches the session if the request may change something, and stores it on the request."""
    if request.method not in SAFE_METHODS:
        await _touch(live)
    request.state.live = live
    return live


async def _authenticate_token(request: Request, token: str) -> Actor:
    live = await api_tokens.look_up(token)
    if live is None:
        raise NotAuthenticated("This API token is not valid.")
    if live.mfa_due:
        raise MfaSetupRequired()
    if request.scope["path"].startswith(FORBIDDEN_TO_TOKENS):
        raise NotAllowed(SIGN_IN_INSTEAD)
    if live.scope == "read" and request.method not in SAFE_METHODS:
        raise NotAllowed("This API token is read-only.")
    return live.actor


def bearer_token(headers: Headers) -> str | None:
    """Returns the API token in an Authorization header, if there is one (RFC 6750, 2.1)."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None


SignedIn = Annotated[Actor, Depends(signed_in)]


async def reauthenticated(actor: SignedIn, request: Request) -> Actor:
    """`signed_in`, for an action that requires a recent reauthentication.

    ReauthenticationRequired without one.
    """
    require_recent_reauthentication(request.state.live, database().clock.now())
    return actor


Reauthenticated = Annotated[Actor, Depends(reauthenticated)]


async def admin_only(actor: SignedIn) -> Actor:
    """`signed_in`, for actions of admins. NotAllowed for every other role."""
    if actor.role != "admin":
        raise NotAllowed(sessions.ADMINS_ONLY)
    return actor


Admin = Annotated[Actor, Depends(admin_only)]


async def reauthenticated_for_changes(actor: Admin, request: Request) -> None:
    """Requires a recent reauthentication for every change by an admin: unsafe methods.

    ReauthenticationRequired without one.
    """
    if request.method not in SAFE_METHODS:
        await reauthenticated(actor, request)


async def refuse_locked_session(request: Request) -> None:
    """Refuses a browser with a locked session even the public routes below `/api/auth`. Locked."""
    if request.scope["path"] in ALLOWED_WHILE_LOCKED:
        return
    live = await session_of(request.headers)
    if live is not None and live.locked:
        raise Locked()


async def _touch(live: LiveSession) -> None:
    """Records activity, at most once per `TOUCH_INTERVAL`."""
    if database().clock.now() - live.touched_at >= TOUCH_INTERVAL:
        async with transaction() as tx:
            await sessions.touch(tx, live.actor.session_id)


async def session_of(headers: Headers) -> LiveSession | None:
    """Returns the live session whose cookie is in `headers`, locked or not, or None."""
    token = read_cookie(headers.get("cookie", ""), SESSION)
    return await sessions.look_up(sessions.digest(token)) if token else None


class CsrfProtection:
    """ASGI middleware that refuses changes requested by another site's page (CSRF, login CSRF).

    A request with an unsafe method needs an allowed Origin if it has one, and must not have
    `Sec-Fetch-Site: cross-site`. A request with a cookie and neither header comes from no
    current browser. It must have the header `X-Umbra-Request`, which a form can't send and
    another site's script only after a CORS preflight (OWASP CSRF cheat sheet, ASVS 5.0 3.5.1
    to 3.5.3).
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
    """Returns why an unsafe request with these headers is refused, or None if it is allowed."""
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
