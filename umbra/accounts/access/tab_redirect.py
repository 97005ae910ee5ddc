"""The state by which the server redirects or locks a tab, and the checks of redirect targets.

A component of the page watches `must_leave` and makes a full navigation to it, since only a new
websocket handshake carries a new cookie. A `locked` tab stays at its address with its state
reset until the session is unlocked. Text that was being typed stays in the tab's script.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlsplit

import reflex as rx
from reflex.state import BaseState
from reflex_base.registry import RegistrationContext

LOCK_PAGE = "/lock"
PUBLIC_PAGES = frozenset({LOCK_PAGE})
"""Reviewed: the pages that an anonymous tab may stay on."""

_FORBIDDEN_PREFIXES = ("/api/", f"{LOCK_PAGE}/", "/_")
_MAX_LENGTH = 2000


class TabRedirectState(rx.State):
    """`must_leave`: the local path that this tab has to navigate to, or the empty string.

    `locked`: the tab's session is locked; only unlocking and signing out are possible.
    `reminder_due`: something is due meanwhile; a locked tab learns no more of it.
    `_session_id` is the session that this tab's state belongs to, and `_role` the account's role
    at that time. Both are compared with the cookie's session before every event. None: no event
    was handled yet; "": anonymous.
    """

    must_leave: str = ""
    locked: bool = False
    reminder_due: bool = False
    _session_id: str | None = None
    _role: str = ""


async def reset_state_tree(root: BaseState) -> None:
    """Resets a tab's whole state tree to its defaults, cached computed variables included."""
    for owner in tuple(RegistrationContext.get().base_states.values()):
        state = await root.get_state(owner)
        for var in state.computed_vars.values():
            var.mark_dirty(state)
    root.reset()


def is_public_page(shown: str) -> bool:
    """Whether an anonymous tab may stay at the address that it reports."""
    path = shown.partition("#")[0].partition("?")[0]
    return (path.rstrip("/") or "/") in PUBLIC_PAGES


def lock_path(wanted: str, is_page: Callable[[str], object] | None = None) -> str:
    """Returns the lock screen's path with `wanted` as its `next`, if that is a local page."""
    back = local_path(wanted, is_page)
    return LOCK_PAGE if back == "/" else f"{LOCK_PAGE}?next={quote(back, safe='/')}"


def local_path(wanted: str, is_page: Callable[[str], object] | None = None) -> str:
    """Returns `wanted` if it is a path of this server's pages, else "/": no open redirect.

    `is_page` returns whether a path (without its query) is one of the pages. Other hosts, in
    every spelling that browsers accept, and control characters are refused (ASVS 5.0 3.7.2).
    """
    if not _is_safe(wanted):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or f"{parts.path}/".startswith(_FORBIDDEN_PREFIXES):
        return "/"
    if is_page is not None and not is_page(parts.path):
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _is_safe(text: str) -> bool:
    """Whether the text has one leading slash and no backslash, space or control character."""
    return (
        text.startswith("/")
        and not text.startswith("//")
        and len(text) <= _MAX_LENGTH
        and "\\" not in text
        and all(character.isprintable() and character != " " for character in text)
    )
