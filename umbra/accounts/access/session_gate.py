"""Components that sign out, lock, and leave a page by a full navigation of the browser."""

from __future__ import annotations

import reflex as rx
from reflex_base.utils.imports import ImportDict

from umbra.accounts.access import http_client
from umbra.accounts.access.tab_redirect import TabRedirectState

_LIBRARY = rx.asset("session_gate.jsx", shared=True).importable_path


class _Navigation(rx.Component):
    library = _LIBRARY

    def add_imports(self) -> ImportDict:
        return {http_client.SCRIPT.importable_path: []}


class _SessionGate(_Navigation):
    tag = "SessionGate"

    must_leave: rx.Var[str]


class RedirectSignedIn(_Navigation):
    """Navigates from the lock screen to the page in its `next` parameter, once `active` is true.

    Only local pages are accepted: no open redirect.
    """

    tag = "RedirectSignedIn"

    active: rx.Var[bool]


class SignOut(_Navigation):
    """A form around a submit button that signs out and goes to the lock screen."""

    tag = "SignOut"


class LockSession(_Navigation):
    """A form around a submit button that locks the session in all its tabs."""

    tag = "LockSession"


class IdleWatch(_Navigation):
    """Reports the user's activity to the server, and warns the user before the session locks.

    `minutes`: the auto-lock setting that applies to the account (0: never). A tab asks the server
    again when it changes.
    """

    library = rx.asset("idle.jsx", shared=True).importable_path
    tag = "IdleWatch"

    minutes: rx.Var[int]


def session_gate() -> rx.Component:
    """Navigates away when the session has ended. Every signed-in page contains one."""
    return _SessionGate.create(must_leave=TabRedirectState.must_leave)


redirect_signed_in = RedirectSignedIn.create
sign_out = SignOut.create
lock_session = LockSession.create
idle_watch = IdleWatch.create
