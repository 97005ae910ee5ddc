"""What the API tells once, shown without passing by the websocket."""

from __future__ import annotations

from typing import Literal

import reflex as rx
from reflex_base.utils.imports import ImportDict

from umbra.accounts.access import http_client
from umbra.accounts.secret_forms.form import KEPT, PROOF, outcome_spec
from umbra.ui.kinds import On, events

_LIBRARY = rx.asset("secret_view.jsx", shared=True).importable_path
_UNKEPT = rx.asset("unsaved_codes.jsx", shared=True).importable_path


class _Shown(rx.Component):
    library = _LIBRARY

    def add_imports(self) -> ImportDict:
        return {
            http_client.SCRIPT.importable_path: [],
            KEPT.importable_path: [],
            PROOF.importable_path: [],
        }


class Enrolment(_Shown):
    """The QR code and secret that `action` answers; `on_outcome` hears of a refusal alone."""

    tag = "Enrolment"

    action: rx.Var[str]
    on_outcome: rx.EventHandler[outcome_spec]


class BackupCodes(_Shown):
    """The backup codes that a form's answer brought; who has kept them goes on."""

    tag = "BackupCodes"


class _ToldOnce(_Shown):
    tag = "ToldOnce"

    name: rx.Var[str]
    heading: rx.Var[str]
    description: rx.Var[str]
    on_kept: rx.EventHandler[rx.event.no_args_event_spec]


def shown_once(
    name: Literal["backup_codes", "token", "one_time_password", "invite_link"],
    *,
    title: str,
    description: str,
    on_kept: On | None = None,
) -> rx.Component:
    """A dialog that shows what a secret form's answer told under `name`, with Copy.

    It opens by itself when there is something and closes when the person has kept it, which
    `on_kept` hears. One a page for each name; the state knows nothing of it.
    """
    return _ToldOnce.create(
        name=name, heading=title, description=description, **events(on_kept=on_kept)
    )


class UnsavedCodes(_Shown):
    """After a reload at the backup codes: how many there are; `href` is where to make new ones."""

    library = _UNKEPT
    tag = "UnsavedCodes"

    href: rx.Var[str]


def unsaved_codes(href: str) -> rx.Component:
    """What a signed-in page says to whoever left the backup codes without keeping them."""
    return UnsavedCodes.create(href=href, class_name="unkept")


enrolment = Enrolment.create
backup_codes = BackupCodes.create
