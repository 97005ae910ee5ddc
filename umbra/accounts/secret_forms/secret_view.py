"""Views of secrets that the API returns only once, shown without passing the websocket."""

from __future__ import annotations

from typing import Literal

import reflex as rx
from reflex_base.utils.imports import ImportDict

from umbra.accounts.access import http_client
from umbra.accounts.secret_forms.form import REAUTH_SCRIPT, SECRETS_SCRIPT, outcome_spec
from umbra.ui.kinds import On, events

_LIBRARY = rx.asset("secret_view.jsx", shared=True).importable_path
_UNSAVED_CODES = rx.asset("unsaved_codes.jsx", shared=True).importable_path


class _SecretView(rx.Component):
    library = _LIBRARY

    def add_imports(self) -> ImportDict:
        return {
            http_client.SCRIPT.importable_path: [],
            SECRETS_SCRIPT.importable_path: [],
            REAUTH_SCRIPT.importable_path: [],
        }


class Enrolment(_SecretView):
    """Shows the QR code and TOTP secret that `action` returns. `on_outcome` gets refusals only."""

    tag = "Enrolment"

    action: rx.Var[str]
    on_outcome: rx.EventHandler[outcome_spec]


class BackupCodes(_SecretView):
    """Shows the backup codes of a form's answer until the user confirms having saved them."""

    tag = "BackupCodes"


class _ShownOnce(_SecretView):
    tag = "ShownOnce"

    name: rx.Var[str]
    heading: rx.Var[str]
    description: rx.Var[str]
    on_saved: rx.EventHandler[rx.event.no_args_event_spec]


def shown_once(
    name: Literal["backup_codes", "token", "one_time_password", "invite_link"],
    *,
    title: str,
    description: str,
    on_saved: On | None = None,
) -> rx.Component:
    """Returns a dialog that shows the secret `name` of a form's answer, with a Copy button.

    It opens by itself when there is such a secret. It closes, and triggers `on_saved`, when the
    user confirms having saved it. Each page has at most one for each name. The state never holds
    the secret.
    """
    return _ShownOnce.create(
        name=name, heading=title, description=description, **events(on_saved=on_saved)
    )


class UnsavedCodes(_SecretView):
    """After a reload before the backup codes were saved: shows how many there are.

    `href` is the page on which the user can create new ones.
    """

    library = _UNSAVED_CODES
    tag = "UnsavedCodes"

    href: rx.Var[str]


def unsaved_codes(href: str) -> rx.Component:
    """Returns the reminder for a user who left the backup codes without saving them."""
    return UnsavedCodes.create(href=href, class_name="unkept")


enrolment = Enrolment.create
backup_codes = BackupCodes.create
