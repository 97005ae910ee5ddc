"""UMBRA's cookies: names, setting, clearing and reading.

Attributes follow ASVS 5.0 3.3.1 to 3.3.4: HttpOnly, SameSite=Lax, Path=/, no Domain; Secure and
the `__Host-` prefix if browsers reach the server by TLS.
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
    """Returns the name of the cookie on the wire: with the `__Host-` prefix behind TLS."""
    return f"__Host-{name}" if settings().secure else name


def read_cookie(header: str, name: str) -> str | None:
    """Returns the value of UMBRA's cookie `name` in a Cookie header, or None."""
    return cookie_parser(header).get(cookie_name(name)) if header else None


def set_cookie(response: Response, name: str, value: str, lifetime: timedelta) -> None:
    """Sets a cookie that scripts can't read (HttpOnly), with `lifetime` as its Max-Age.

    Max-Age only tells the browser when to delete the cookie. The server's own clock decides how
    long the credential is valid.
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
    """Deletes the cookie in the browser, with the attributes it was set with."""
    response.delete_cookie(
        cookie_name(name),
        path="/",
        secure=settings().secure,
        httponly=True,
        samesite="lax",
    )
