"""The form whose secrets bypass the websocket."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.utils.imports import ImportDict

from umbra.accounts.access import http_client

_LIBRARY = rx.asset("form.jsx", shared=True).importable_path

KEPT = rx.asset("kept_secrets.js", shared=True)
"""The script that holds what a link carried and what is to be shown once."""

PROOF = rx.asset("reauth_host.js", shared=True)
"""The script by which one waits for a fresh proof."""


def outcome_spec(
    status: rx.Var[int], name: rx.Var[str], detail: rx.Var[dict[str, Any]]
) -> tuple[rx.Var[int], rx.Var[str], rx.Var[dict[str, Any]]]:
    return (status, name, detail)


class SecretForm(rx.Component):
    """Sends its named fields to `action` and tells `on_outcome` what came of it.

    The outcome is (status, name, detail): never anything typed. Signing in ends in a
    real navigation to where one wanted to go, because a websocket keeps the cookie of its
    handshake; with `offers` one stays, since something is offered first. Every other answer
    leaves the page where it is. What an answer tells once (`TOLD_ONCE` in `kept_secrets.js`) waits
    in the script for its view: backup codes are named "enrolled", everything else "told". An
    act that wants a fresh proof waits for the dialog of `confirming`, with what was typed,
    and is sent again. With `recalls` what is typed outlives the form, in the tab's script.
    `method` is POST unless named otherwise.
    """

    library = _LIBRARY
    tag = "SecretForm"

    action: rx.Var[str]
    method: rx.Var[str]
    round: rx.Var[int]
    focus_key: rx.Var[str]
    offers: rx.Var[bool]
    recalls: rx.Var[bool]
    on_outcome: rx.EventHandler[outcome_spec]

    def add_imports(self) -> ImportDict:
        return {
            http_client.SCRIPT.importable_path: [],
            KEPT.importable_path: [],
            PROOF.importable_path: [],
        }


class WaitingTime(rx.Component):
    """Words that count `seconds` down, from the start again with each `round`."""

    library = _LIBRARY
    tag = "WaitingTime"

    seconds: rx.Var[int]
    round: rx.Var[int]


class StepTime(rx.Component):
    """Says how much is left of `seconds`, and tells `on_over` when nothing is."""

    library = _LIBRARY
    tag = "StepTime"

    seconds: rx.Var[int]
    on_over: rx.EventHandler[rx.event.no_args_event_spec]


secret_form = SecretForm.create
waiting_time = WaitingTime.create
step_time = StepTime.create
