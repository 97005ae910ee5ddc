"""The form component whose fields are sent to the API and never through the websocket."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.utils.imports import ImportDict

from umbra.accounts.access import http_client

_LIBRARY = rx.asset("form.jsx", shared=True).importable_path

SECRETS_SCRIPT = rx.asset("kept_secrets.js", shared=True)
"""The script that stores the secrets of links, and secrets that the API returns only once."""

REAUTH_SCRIPT = rx.asset("reauth_host.js", shared=True)
"""The script by which other scripts request a reauthentication."""


def outcome_spec(
    status: rx.Var[int], name: rx.Var[str], detail: rx.Var[dict[str, Any]]
) -> tuple[rx.Var[int], rx.Var[str], rx.Var[dict[str, Any]]]:
    """The event arguments of a form's result: HTTP status, result name, details."""
    return (status, name, detail)


class SecretForm(rx.Component):
    """Sends its named fields to `action` and reports the result to `on_outcome`.

    The result is (status, name, detail) and contains nothing that was typed. After a sign-in the
    browser makes a full navigation to the page that the user wanted, because a websocket keeps
    the cookie of its handshake; with `offers_mfa` it stays, to offer a second factor first. Every
    other result stays on the page. Secrets that an answer returns only once (`SHOWN_ONCE` in
    `kept_secrets.js`) stay in the script for their view: the result is then named "enrolled" for
    backup codes, "told" for other secrets. If the API requires a reauthentication, the form opens
    the reauthentication dialog, keeps what was typed, and sends it again. With `restores_input`,
    what was typed survives the form in the tab's script. `method` is POST by default.
    """

    library = _LIBRARY
    tag = "SecretForm"

    action: rx.Var[str]
    method: rx.Var[str]
    round: rx.Var[int]
    focus_key: rx.Var[str]
    offers_mfa: rx.Var[bool]
    restores_input: rx.Var[bool]
    on_outcome: rx.EventHandler[outcome_spec]

    def add_imports(self) -> ImportDict:
        return {
            http_client.SCRIPT.importable_path: [],
            SECRETS_SCRIPT.importable_path: [],
            REAUTH_SCRIPT.importable_path: [],
        }


class WaitingTime(rx.Component):
    """Text that counts down `seconds`, and starts again with each `round`."""

    library = _LIBRARY
    tag = "WaitingTime"

    seconds: rx.Var[int]
    round: rx.Var[int]


class StepTime(rx.Component):
    """Text that shows how much of `seconds` is left, and triggers `on_over` at the end."""

    library = _LIBRARY
    tag = "StepTime"

    seconds: rx.Var[int]
    on_over: rx.EventHandler[rx.event.no_args_event_spec]


secret_form = SecretForm.create
waiting_time = WaitingTime.create
step_time = StepTime.create
