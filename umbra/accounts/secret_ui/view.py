"""What the API tells once, shown without passing by the websocket."""

from __future__ import annotations

import reflex as rx
from reflex_base.utils.imports import ImportDict

from umbra.accounts import browser
from umbra.accounts.secret_ui.form import KEPT, outcome_spec

_LIBRARY = rx.asset("view.jsx", shared=True).importable_path


class _Shown(rx.Component):
    library = _LIBRARY

    def add_imports(self) -> ImportDict:
        return {browser.CALL.importable_path: [], KEPT.importable_path: []}


class Enrolment(_Shown):
    """The QR code and secret that `action` answers; `on_outcome` hears of a refusal alone."""

    tag = "Enrolment"

    action: rx.Var[str]
    on_outcome: rx.EventHandler[outcome_spec]


class BackupCodes(_Shown):
    """The backup codes that a form's answer brought; who has kept them goes on."""

    tag = "BackupCodes"


enrolment = Enrolment.create
backup_codes = BackupCodes.create
