"""The dialog that asks for a secret of one's own before an act that needs a fresh proof."""

from __future__ import annotations

import reflex as rx
from reflex_base.utils.imports import ImportDict

from umbra import ui
from umbra.accounts.reauth.state import ConfirmState
from umbra.accounts.secret_forms import fields
from umbra.accounts.secret_forms.dialog_form import dialog_form
from umbra.accounts.secret_forms.form import PROOF


class _ProofHost(rx.Component):
    library = rx.asset("dialog.jsx", shared=True).importable_path
    tag = "ProofHost"

    open: rx.Var[bool]
    passed: rx.Var[int]
    on_ask: rx.EventHandler[rx.event.no_args_event_spec]

    def add_imports(self) -> ImportDict:
        return {PROOF.importable_path: []}


def confirm_dialog() -> rx.Component:
    """Once in the frame of a signed-in page, for every act of the page that needs a proof."""
    return rx.fragment(
        _ProofHost.create(
            open=ConfirmState.open, passed=ConfirmState.passed, on_ask=ConfirmState.ask
        ),
        ui.dialog(
            rx.cond(ConfirmState.open, _form()),
            title="Confirm that it's you",
            description=_words(),
            open=ConfirmState.open,
            on_close=ConfirmState.close,
            size="sm",
            keep=True,
        ),
    )


def _words() -> rx.Var[str]:
    by_code, by_pin = ConfirmState.way == "code", ConfirmState.way == "pin"
    password, pin, code = (
        f"Type {what} to continue. You won't be asked again for five minutes."
        for what in ("your password", "your PIN", "a code from your app")
    )
    return rx.cond(by_code, code, rx.cond(by_pin, pin, password))


def _form() -> rx.Component:
    return dialog_form(
        ConfirmState,
        fields.account_name(ConfirmState.username),
        rx.match(
            ConfirmState.way,
            ("pin", fields.pin_field("current-password", _error("pin"), id="confirm-pin")),
            ("code", fields.code_field(_error("code"), id="confirm-code")),
            fields.password_field("current-password", _error("password"), id="confirm-password"),
        ),
        action="/api/auth/confirm",
        submit=ui.button("Confirm", type="submit", variant="primary"),
        other=_other_way(),
        on_cancel=ConfirmState.close,
        on_outcome=ConfirmState.hear,
        focus_key=ConfirmState.way,
        custom_attrs={"data-eager": "true"},
    )


def _other_way() -> rx.Component:
    """The other of two, where there are two."""
    by_code = ConfirmState.way == "code"
    return rx.cond(
        ConfirmState.ways.length() > 1,
        ui.button(
            rx.cond(by_code, _named_first(), "Use a code instead"),
            variant="ghost",
            on_click=ConfirmState.choose_way(rx.cond(by_code, ConfirmState.ways[0], "code")),
            class_name="secret-form__other",
        ),
    )


def _named_first() -> rx.Var[str]:
    pin_comes_first = ConfirmState.ways[0] == "pin"
    return rx.cond(pin_comes_first, "Use your PIN instead", "Use your password instead")


def _error(name: str) -> rx.Var[str]:
    return ui.error_at(ConfirmState.errors, name)
