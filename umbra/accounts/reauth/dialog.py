"""The reauthentication dialog: asks for a password, PIN or code before a sensitive action."""

from __future__ import annotations

import reflex as rx
from reflex_base.utils.imports import ImportDict

from umbra import ui
from umbra.accounts.reauth.state import ReauthState
from umbra.accounts.secret_forms import fields
from umbra.accounts.secret_forms.dialog_form import dialog_form
from umbra.accounts.secret_forms.form import REAUTH_SCRIPT


class _ReauthHost(rx.Component):
    library = rx.asset("dialog.jsx", shared=True).importable_path
    tag = "ReauthHost"

    open: rx.Var[bool]
    completed: rx.Var[int]
    on_ask: rx.EventHandler[rx.event.no_args_event_spec]

    def add_imports(self) -> ImportDict:
        return {REAUTH_SCRIPT.importable_path: []}


def reauth_dialog() -> rx.Component:
    """Returns the dialog for all actions of a page. The frame of a signed-in page contains one."""
    return rx.fragment(
        _ReauthHost.create(
            open=ReauthState.open, completed=ReauthState.completed, on_ask=ReauthState.ask
        ),
        ui.dialog(
            rx.cond(ReauthState.open, _form()),
            title="Confirm that it's you",
            description=_description(),
            open=ReauthState.open,
            on_close=ReauthState.close,
            size="sm",
            keep=True,
        ),
    )


def _description() -> rx.Var[str]:
    by_code, by_pin = ReauthState.method == "code", ReauthState.method == "pin"
    password, pin, code = (
        f"Type {what} to continue. You won't be asked again for five minutes."
        for what in ("your password", "your PIN", "a code from your app")
    )
    return rx.cond(by_code, code, rx.cond(by_pin, pin, password))


def _form() -> rx.Component:
    return dialog_form(
        ReauthState,
        fields.username_for_managers(ReauthState.username),
        rx.match(
            ReauthState.method,
            ("pin", fields.pin_field("current-password", _error("pin"), id="confirm-pin")),
            ("code", fields.code_field(_error("code"), id="confirm-code")),
            fields.password_field("current-password", _error("password"), id="confirm-password"),
        ),
        action="/api/auth/confirm",
        submit=ui.button("Confirm", type="submit", variant="primary"),
        other=_other_method(),
        on_cancel=ReauthState.close,
        on_outcome=ReauthState.hear,
        focus_key=ReauthState.method,
        custom_attrs={"data-eager": "true"},
    )


def _other_method() -> rx.Component:
    """Returns a button to switch between two methods, if the account has two."""
    by_code = ReauthState.method == "code"
    return rx.cond(
        ReauthState.methods.length() > 1,
        ui.button(
            rx.cond(by_code, _first_method(), "Use a code instead"),
            variant="ghost",
            on_click=ReauthState.choose_way(rx.cond(by_code, ReauthState.methods[0], "code")),
            class_name="secret-form__other",
        ),
    )


def _first_method() -> rx.Var[str]:
    pin_comes_first = ReauthState.methods[0] == "pin"
    return rx.cond(pin_comes_first, "Use your PIN instead", "Use your password instead")


def _error(name: str) -> rx.Var[str]:
    return ui.error_at(ReauthState.errors, name)
