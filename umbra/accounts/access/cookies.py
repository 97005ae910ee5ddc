"""The house's cookies: their names, how they are set, how they are read.

Attributes as ASVS 5.0 3.3.1 to 3.3.4 want them: HttpOnly, SameSite=Lax, Path=/, no
Domain; Secure and the `__Host-` name wherever browsers reach the house by TLS.
"""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import cookie_parser
from starlette.responses import Response

from umbra.config import settings

SESSION = "umbra_session"
DEVICE = "umbra_device"
CHALLENGE = "umbra_challenge"


def cookie_name(name: str) -> str:
    """`name` as it goes over the wire: with the `__Host-` prefix behind TLS."""
    return f"__Host-{name}" if settings().secure else name


def read_cookie(header: str, name: str) -> str | None:
    """The value of the house's cookie `name` in a Cookie header, or None."""
    return cookie_parser(header).get(cookie_name(name)) if header else None


def set_cookie(response: Response, name: str, value: str, lifetime: timedelta) -> None:
    """Gives the browser a cookie that no script can read.

    Its age is only a courtesy: how long it counts is decided by the server's clock.
    """
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=int(lifetime.total_seconds()),
        path="/",
        secure=settings().secure,
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, name: str) -> None:
    response.delete_cookie(
        cookie_name(name),
        path="/",
        secure=settings().secure,
        httponly=True,
        samesite="lax",
    )
