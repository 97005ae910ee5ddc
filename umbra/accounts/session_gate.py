"""Components that take a tab in and out of the house by real navigations."""

from __future__ import annotations

import reflex as rx

from umbra.accounts.gate import GateState

GATE = rx.asset("gate.jsx", shared=True).importable_path


class _SessionGate(rx.Component):
    library = GATE
    tag = "SessionGate"

    must_leave: rx.Var[str]


class SendOn(rx.Component):
    """Navigates to `to`, a page of this house, as soon as it is not empty."""

    library = GATE
    tag = "SendOn"

    to: rx.Var[str]


def session_gate() -> rx.Component:
    """Makes a tab leave when its session has ended; every signed-in page holds one."""
    return _SessionGate.create(must_leave=GateState.must_leave)


send_on = SendOn.create
