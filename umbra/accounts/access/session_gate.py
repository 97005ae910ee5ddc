"""Components that take a tab in and out of the house by real navigations."""

from __future__ import annotations

import reflex as rx
from reflex_base.utils.imports import ImportDict

from umbra.accounts.access import http_client
from umbra.accounts.access.tab_redirect import GateState

_LIBRARY = rx.asset("session_gate.jsx", shared=True).importable_path


class _Leaving(rx.Component):
    library = _LIBRARY

    def add_imports(self) -> ImportDict:
        return {http_client.SCRIPT.importable_path: []}


class _SessionGate(_Leaving):
    tag = "SessionGate"

    must_leave: rx.Var[str]


class SendOn(_Leaving):
    """Navigates to where the lock screen's address says one wanted to go, once `goes` is true.

    Only to a page of this house.
    """

    tag = "SendOn"

    goes: rx.Var[bool]


class SignOut(_Leaving):
    """A form around a submit button that ends the session and goes to the lock screen."""

    tag = "SignOut"


class LockUp(_Leaving):
    """A form around a submit button that locks the session, in all its tabs."""

    tag = "LockUp"


class IdleWatch(_Leaving):
    """Tells the house that somebody is there, and somebody that the house is about to lock.

    `minutes`: what holds for the account (0: never); a tab asks anew when it changes.
    """

    library = rx.asset("idle.jsx", shared=True).importable_path
    tag = "IdleWatch"

    minutes: rx.Var[int]


def session_gate() -> rx.Component:
    """Makes a tab leave when its session has ended; every signed-in page holds one."""
    return _SessionGate.create(must_leave=GateState.must_leave)


send_on = SendOn.create
sign_out = SignOut.create
lock_up = LockUp.create
idle_watch = IdleWatch.create
