"""The questions before acts on an account that are not easily undone."""

from __future__ import annotations

from dataclasses import dataclass, field

import reflex as rx

from umbra import ui
from umbra.accounts.secret_forms.dialog_form import dialog_form
from umbra.accounts.secret_forms.secret_view import shown_once
from umbra.admin.page.actions import HiddenValues, result_handler, hidden_fields
from umbra.admin.state import AccountPanel
from umbra.ui.kinds import Child

NAME = AccountPanel.account["username"].to(str)
ADDRESS = "/api/admin/accounts/" + AccountPanel.open_id.to(str)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An act that is asked about. `title` goes around the account's name."""

    name: str
    title: tuple[str, str]
    words: str
    label: str
    path: str = ""
    method: str = "POST"
    sends: HiddenValues = field(default_factory=dict)
    danger: bool = False


CONFIRMATIONS = (
    Confirmation(
        "reset-password",
        ("Reset the password of ", "?"),
        "The old one stops working and all its sessions end. A second factor stays on.",
        "Reset password",
        path="/reset-password",
    ),
    Confirmation(
        "reset-mfa",
        ("Reset the second factor of ", "?"),
        "It signs in by its password alone, and all its sessions end.",
        "Reset second factor",
        path="/reset-mfa",
    ),
    Confirmation(
        "promote",
        ("Make ", " an admin?"),
        "It can do everything that you can do here. All its sessions end.",
        "Make an admin",
        method="PATCH",
        sends={"role": "admin"},
    ),
    Confirmation(
        "demote",
        ("Make ", " a member?"),
        "It can't run the house any more. All its sessions end.",
        "Make a member",
        method="PATCH",
        sends={"role": "member"},
    ),
    Confirmation(
        "disable",
        ("Disable ", "?"),
        "It is signed out everywhere at once. You can enable it again.",
        "Disable",
        method="PATCH",
        sends={"disabled": True},
        danger=True,
    ),
    Confirmation(
        "delete",
        ("Delete ", "?"),
        "Everything it keeps goes with it. There is no way back.",
        "Delete for good",
        method="DELETE",
        danger=True,
    ),
)


def confirmation_dialogs() -> rx.Component:
    """A dialog for each, and one for the password that some bring."""
    return rx.fragment(
        *(_dialog(question) for question in CONFIRMATIONS),
        shown_once(
            "one_time_password",
            title="One-time password",
            description=(
                "Hand it over yourself: it is not shown again. It opens the account within "
                "24 hours, and then they choose their own."
            ),
        ),
    )


def _dialog(question: Confirmation) -> rx.Component:
    before, after = question.title
    is_asked = AccountPanel.asking == question.name
    return ui.dialog(
        rx.cond(is_asked, _form(question)),
        title=rx.Var.create(f"{before}{NAME}{after}"),
        description=question.words,
        open=is_asked,
        on_close=AccountPanel.put_off,
        size="sm",
        keep=True,
    )


def _form(question: Confirmation) -> rx.Component:
    fields: list[Child] = [*hidden_fields(question.sends)]
    if question.name == "delete":
        fields.append(_username_field())
    return dialog_form(
        AccountPanel,
        *fields,
        action=ADDRESS + question.path,
        method=question.method,
        submit=ui.button(
            question.label,
            type="submit",
            variant="danger" if question.danger else "primary",
        ),
        on_cancel=AccountPanel.put_off,
        on_outcome=result_handler(AccountPanel.hear, question.name),
    )


def _username_field() -> rx.Component:
    """The name is typed out, so that no habit of the hand deletes anybody."""
    return ui.text_field(
        "Type the user name to go on",
        id="delete-name",
        name="confirm",
        hint=NAME,
        error=ui.error_at(AccountPanel.errors, "confirm"),
        size="lg",
        required=True,
        auto_complete="off",
        auto_capitalize="none",
        spell_check=False,
        custom_attrs={"data-missing": "Type the name as it stands above."},
    )
