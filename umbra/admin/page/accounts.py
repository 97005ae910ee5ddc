"""The accounts page: a searchable list, the form for a new account, and the account panel."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra import ui
from umbra.accounts.secret_forms.dialog_form import dialog_form
from umbra.admin.page.account import account_panel
from umbra.admin.page.chips import status_chips
from umbra.admin.page.frame import admin_page
from umbra.admin.state import AccountList, AccountPanel
from umbra.admin.words import AccountCard, StatusChip

SUBSET_CHOICES = (
    ("all", "All accounts"),
    ("admins", "Admins"),
    ("no_second_factor", "No second factor"),
    ("pending", "Setup pending"),
    ("disabled", "Disabled"),
)


def accounts_page() -> rx.Component:
    return admin_page(
        "accounts",
        _tools(),
        ui.awaited(
            _list(), loaded=AccountList.loaded, on_retry=AccountList.load, label="Loading accounts"
        ),
        _new_account(),
        account_panel(),
    )


def _tools() -> rx.Component:
    return rx.el.div(
        ui.search_input(
            id="account-search",
            label="Search accounts",
            placeholder="Search names",
            value=AccountList.text,
            on_commit=AccountList.search,
            max_length=200,
            class_name="admin__search",
        ),
        ui.select(
            SUBSET_CHOICES,
            id="account-only",
            label="Filter accounts",
            value=AccountList.only,
            on_change=AccountList.narrow,
            class_name="filter",
            data_set=rx.cond(AccountList.only == "all", "false", "true"),
        ),
        ui.button("New account", variant="primary", leading="plus", on_click=AccountList.begin),
        class_name="admin__tools",
    )


def _list() -> rx.Component:
    return rx.cond(
        AccountList.cards.length() > 0,
        rx.fragment(
            ui.listing(rx.foreach(AccountList.cards, _line), label="Accounts"),
            ui.pager(
                _total(),
                label="Pages of accounts",
                has_before=AccountList.has_before,
                has_after=AccountList.has_after,
                on_before=AccountList.go_back,
                on_after=AccountList.go_on,
            ),
        ),
        ui.empty_state(
            "No accounts found",
            "Try a different search or filter.",
            ui.button("Show all accounts", on_click=AccountList.show_all),
            name="search",
        ),
    )


def _total() -> rx.Component:
    return rx.el.span(
        AccountList.total.to_string(), rx.cond(AccountList.total == 1, " account", " accounts")
    )


def _line(card: ObjectVar[AccountCard]) -> rx.Component:
    return ui.listed(
        card["name"],
        rx.el.span(card["username"], class_name="admin__username"),
        rx.cond(card["is_you"], rx.el.span("you", class_name="admin__you")),
        rx.el.span(card["seen"], class_name="num"),
        leading=ui.avatar(card["initials"].to(str)),
        trailing=(status_chips(card["chips"].to(list[StatusChip])),),
        href=card["href"].to(str),
        current=AccountPanel.open_id == card["id"],
        key=card["id"],
    )


def _new_account() -> rx.Component:
    """The dialog of account creation. The server creates the password, which is shown once."""
    return ui.dialog(
        rx.cond(AccountList.creating, _form()),
        title="New account",
        description="UMBRA creates a one-time password for you to pass on.",
        open=AccountList.creating,
        on_close=AccountList.put_off,
        size="sm",
        keep=True,
    )


def _form() -> rx.Component:
    return dialog_form(
        AccountList,
        ui.text_field(
            "User name",
            id="new-username",
            name="username",
            size="lg",
            error=ui.error_at(AccountList.errors, "username"),
            hint="The name they sign in with.",
            required=True,
            auto_complete="off",
            auto_capitalize="none",
            spell_check=False,
            custom_attrs={"data-missing": "Enter a user name."},
        ),
        ui.text_field(
            "Display name",
            id="new-display-name",
            name="display_name",
            size="lg",
            optional=True,
            error=ui.error_at(AccountList.errors, "display_name"),
            auto_complete="off",
            dir="auto",
        ),
        ui.select_field(
            "Role",
            (("member", "Member"), ("admin", "Admin: manages this server")),
            id="new-role",
            name="role",
            size="lg",
            error=ui.error_at(AccountList.errors, "role"),
        ),
        action="/api/admin/accounts",
        submit=ui.button("Create account", type="submit", variant="primary"),
        on_cancel=AccountList.put_off,
        on_outcome=AccountList.hear,
    )
