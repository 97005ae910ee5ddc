"""Confirmation dialogs for actions on an account that are not easily undone."""

from __future__ import annotations

from dataclasses import dataclass, field

import reflex as rx

from umbra import ui
from umbra.accounts.secret_forms.dialog_form import dialog_form
from umbra.accounts.secret_forms.secret_view import shown_once
from umbra.admin.page.actions import HiddenValues, hidden_fields, result_handler
from umbra.admin.state import AccountPanel
from umbra.ui.kinds import Child

NAME = AccountPanel.account["username"].to(str)
ADDRESS = "/api/admin/accounts/" + AccountPanel.open_id.to(str)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An action to confirm. `title`: the text before and after the account's user name."""

    name: str
    title: tuple[str, str]
    description: str
    label: str
    path: str = ""
    method: str = "POST"
    values: HiddenValues = field(default_factory=dict)
    danger: bool = False


CONFIRMATIONS = (
    Confirmation(
        "reset-password",
        ("Reset the password of ", "?"),
        "The old password stops working and the account is signed out everywhere. A second "
        "factor stays on.",
        "Reset password",
        path="/reset-password",
    ),
    Confirmation(
        "reset-mfa",
        ("Reset the second factor of ", "?"),
        "The account then signs in with its password alone. It is signed out everywhere.",
        "Reset second factor",
        path="/reset-mfa",
    ),
    Confirmation(
        "promote",
        ("Make ", " an admin?"),
        "Admins manage accounts, policy and the log. The account is signed out everywhere.",
        "Make an admin",
        method="PATCH",
        values={"role": "admin"},
    ),
    Confirmation(
        "demote",
        ("Make ", " a member?"),
        "The account can no longer manage this server. It is signed out everywhere.",
        "Make a member",
        method="PATCH",
        values={"role": "member"},
    ),
    Confirmation(
        "disable",
        ("Disable ", "?"),
        "The account is signed out everywhere at once. You can enable it again.",
        "Disable account",
        method="PATCH",
        values={"disabled": True},
        danger=True,
    ),
    Confirmation(
        "delete",
        ("Delete ", "?"),
        "The account and all of its content are deleted. This can't be undone.",
        "Delete permanently",
        method="DELETE",
        danger=True,
    ),
)


def confirmation_dialogs() -> rx.Component:
    """The confirmation dialogs, and the dialog that shows a one-time password."""
    return rx.fragment(
        *(_dialog(confirmation) for confirmation in CONFIRMATIONS),
        shown_once(
            "one_time_password",
            title="One-time password",
            description=(
                "Pass it on yourself: it won't be shown again. It is valid for 24 hours. "
                "After signing in with it, they choose their own password."
            ),
        ),
    )


def _dialog(confirmation: Confirmation) -> rx.Component:
    before, after = confirmation.title
    is_open = AccountPanel.confirming == confirmation.name
    return ui.dialog(
        rx.cond(is_open, _form(confirmation)),
        title=rx.Var.create(f"{before}{NAME}{after}"),
        description=confirmation.description,
        open=is_open,
        on_close=AccountPanel.put_off,
        size="sm",
        keep=True,
    )


def _form(confirmation: Confirmation) -> rx.Component:
    fields: list[Child] = [*hidden_fields(confirmation.values)]
    if confirmation.name == "delete":
        fields.append(_username_field())
    return dialog_form(
        AccountPanel,
        *fields,
        action=ADDRESS + confirmation.path,
        method=confirmation.method,
        submit=ui.button(
            confirmation.label,
            type="submit",
            variant="danger" if confirmation.danger else "primary",
        ),
        on_cancel=AccountPanel.put_off,
        on_outcome=result_handler(AccountPanel.hear, confirmation.name),
    )


def _username_field() -> rx.Component:
    """The user name is typed as confirmation, so that no account is deleted by habit."""
    return ui.text_field(
        "Type the user name to confirm",
        id="delete-name",
        name="confirm",
        hint=NAME,
        error=ui.error_at(AccountPanel.errors, "confirm"),
        size="lg",
        required=True,
        auto_complete="off",
        auto_capitalize="none",
        spell_check=False,
        custom_attrs={"data-missing": "Type the user name exactly as shown."},
    )
