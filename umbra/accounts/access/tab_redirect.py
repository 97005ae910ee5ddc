"""What a tab is told when it may not go on: two variables, and no handler to call.

A small component of the page watches `must_leave` and makes a real navigation to it,
since only a new websocket carries a new cookie. A tab that is `locked` stays where it is,
emptied, until its session is opened again: what was being typed waits in its script.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlsplit

import reflex as rx
from reflex.state import BaseState
from reflex_base.registry import RegistrationContext

LOCK_PAGE = "/lock"
PUBLIC_PAGES = frozenset({LOCK_PAGE})
"""Reviewed: pages that a stranger's tab may stay on."""

_NOT_A_DESTINATION = ("/api/", f"{LOCK_PAGE}/", "/_")
_LONGEST_DESTINATION = 2000


class GateState(rx.State):
    """`must_leave`: the local path this tab has to go to, or the empty string.

    `locked`: the tab's session is locked, and nothing but unlocking or signing out helps.
    `_session_id` says whose session filled this tab's state, and `_role` what its account
    was then; they are compared with the cookie's session before every event. None: nobody's
    yet.
    """

    must_leave: str = ""
    locked: bool = False
    _session_id: str | None = None
    _role: str = ""


async def empty(root: BaseState) -> None:
    """Puts a whole state tree back to its defaults, cached values included."""
    for owner in tuple(RegistrationContext.get().base_states.values()):
        state = await root.get_state(owner)
        for var in state.computed_vars.values():
            var.mark_dirty(state)
    root.reset()


def is_public_page(shown: str) -> bool:
    """Whether a stranger's tab may stay where it says it is."""
    path = shown.partition("#")[0].partition("?")[0]
    return (path.rstrip("/") or "/") in PUBLIC_PAGES


def lock_path(wanted: str, known: Callable[[str], object] | None = None) -> str:
    """The lock screen's path that leads back to `wanted`, when that is a local page."""
    back = local_path(wanted, known)
    return LOCK_PAGE if back == "/" else f"{LOCK_PAGE}?next={quote(back, safe='/')}"


def local_path(wanted: str, known: Callable[[str], object] | None = None) -> str:
    """`wanted` when it is a path of this house's own pages, else "/".

    `known` tells whether a path (without its query) is one of the pages. Refused are
    other hosts in every spelling browsers accept, and control characters (ASVS 5.0
    3.7.2).
    """
    if not _is_plain(wanted):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or f"{parts.path}/".startswith(_NOT_A_DESTINATION):
        return "/"
    if known is not None and not known(parts.path):
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _is_plain(text: str) -> bool:
    """One leading slash, no backslash, no white space or control character."""
    return (
        text.startswith("/")
        and not text.startswith("//")
        and len(text) <= _LONGEST_DESTINATION
        and "\\" not in text
        and all(character.isprintable() and character != " " for character in text)
    )
