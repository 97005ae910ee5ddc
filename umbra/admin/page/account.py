"""The side panel of one account."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra import ui
from umbra.admin.page.account_dialogs import confirmation_dialogs
from umbra.admin.page.actions import action_button, result_handler
from umbra.admin.page.chips import status_chips
from umbra.admin.state import AccountPanel
from umbra.admin.state.account import SessionLine
from umbra.admin.words import StatusChip
from umbra.ui.kinds import Child, Flag, Text

ACCOUNT = AccountPanel.account
ADDRESS = "/api/admin/accounts/" + AccountPanel.open_id.to(str)


def account_panel() -> rx.Component:
    return rx.fragment(
        ui.side_panel(
            rx.cond(
                AccountPanel.missing,
                _not_found(),
                rx.cond(ACCOUNT["id"] == "", ui.loading(), _details()),
            ),
            title="Account",
            open=AccountPanel.open_id != "",
            opened=AccountPanel.opened,
            on_close=AccountPanel.close,
        ),
        confirmation_dialogs(),
    )


def _not_found() -> rx.Component:
    return ui.empty_state(
        "This account does not exist",
        "It was deleted, or the link is wrong.",
        ui.button("Back to accounts", on_click=AccountPanel.close),
        name="user",
    )


def _details() -> rx.Component:
    return rx.fragment(
        _header(),
        _facts(),
        _group("Sign-in", rx.cond(ACCOUNT["is_you"], _own_sign_in_note(), _sign_in_actions())),
        _sessions(),
        _group("Role and access", _role(), _disabling(), _deleting(), _protection_note()),
    )


def _header() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            ui.avatar(ACCOUNT["initials"].to(str)),
            rx.el.div(
                rx.el.h2(ACCOUNT["name"].to(str), dir="auto"),
                rx.el.p(ACCOUNT["username"].to(str), class_name="dim"),
                class_name="grow",
            ),
            class_name="account-panel__name",
        ),
        rx.el.div(status_chips(ACCOUNT["chips"].to(list[StatusChip])), class_name="row"),
        class_name="stack stack--tight",
    )


def _facts() -> rx.Component:
    return rx.el.dl(
        _fact("Last seen", ACCOUNT["seen"].to(str)),
        _fact("Created", ACCOUNT["created"].to(str)),
        _fact("Signs in with", ACCOUNT["signs_in_with"].to(str)),
        class_name="facts",
    )


def _fact(name: Text, value: Child) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value), class_name="facts__line")


def _group(title: str, *lines: Child) -> rx.Component:
    return rx.el.section(
        ui.section_header(title, level=3), *lines, class_name="account-panel__part"
    )


def _action_row(title: Text, description: Text, *buttons: Child) -> rx.Component:
    """A title and a description with the buttons of the actions."""
    return rx.el.div(
        rx.el.div(
            rx.el.p(title, class_name="account-panel__title"),
            rx.el.p(description, class_name="small dim"),
            class_name="grow",
        ),
        *buttons,
        class_name="account-panel__line",
    )


def _confirm_button(label: str, name: str, disabled: Flag = False) -> rx.Component:
    """A button that opens the confirmation dialog of the action `name`."""
    return ui.button(label, size="sm", disabled=disabled, on_click=AccountPanel.ask(name))


def _own_sign_in_note() -> rx.Component:
    return rx.el.p(
        "This is your account. Manage your own sign-in under ",
        ui.link("Security", href="/security"),
        ".",
        class_name="dim",
    )


def _sign_in_actions() -> rx.Component:
    return rx.fragment(
        _action_row(
            "Password",
            "Creates a one-time password, valid for 24 hours.",
            _confirm_button("Reset password", "reset-password"),
        ),
        rx.cond(
            ACCOUNT["has_second_factor"],
            _action_row(
                "Second factor",
                "Turn it off for someone who lost access to it.",
                _confirm_button("Reset second factor", "reset-mfa"),
            ),
            _second_factor_requirement(),
        ),
        _action_row(
            "Lockout",
            "Allow sign-in again after too many failed attempts.",
            action_button(
                "Lift lockout",
                ADDRESS + "/lift-lockout",
                size="sm",
                on_outcome=result_handler(AccountPanel.hear, "lift"),
            ),
        ),
    )


def _second_factor_requirement() -> rx.Component:
    def patch(label: str, value: bool) -> rx.Component:
        return action_button(
            label,
            ADDRESS,
            method="PATCH",
            values={"mfa_enforce_pending": value},
            size="sm",
            on_outcome=result_handler(AccountPanel.hear, "ask-mfa"),
        )

    return rx.cond(
        ACCOUNT["must_set_up_factor"],
        _action_row(
            "Second factor",
            "Must be set up at the next sign-in.",
            patch("Don't require", False),
        ),
        _action_row(
            "Second factor",
            "Not set up. You can require it from the next sign-in on.",
            patch("Require setup", True),
        ),
    )


def _sessions() -> rx.Component:
    has_sessions = AccountPanel.sessions.length() > 0
    end = action_button(
        "Sign out everywhere",
        ADDRESS + "/sessions",
        method="DELETE",
        variant="ghost",
        size="sm",
        on_outcome=result_handler(AccountPanel.hear, "end-sessions"),
    )
    return rx.el.section(
        ui.section_header(
            "Sessions", rx.cond(has_sessions, end), count=AccountPanel.sessions.length(), level=3
        ),
        rx.cond(
            has_sessions,
            ui.listing(rx.foreach(AccountPanel.sessions, _session), label="Sessions"),
            rx.el.p("Not signed in anywhere.", class_name="dim"),
        ),
        class_name="account-panel__part",
    )


def _session(session: ObjectVar[SessionLine]) -> rx.Component:
    return ui.listed(
        session["device"],
        session["place"],
        leading=ui.icon("monitor"),
        trailing=(rx.cond(session["is_this"], ui.chip("This browser", tone="accent")),),
        key=session["id"],
    )


def _role() -> rx.Component:
    return rx.cond(
        ACCOUNT["is_admin"],
        _action_row(
            "Admin",
            "Manages this server. Can't see other people's content.",
            _confirm_button("Make a member", "demote", disabled=_is_protected()),
        ),
        _action_row(
            "Member", "Can't manage this server.", _confirm_button("Make an admin", "promote")
        ),
    )


def _disabling() -> rx.Component:
    enable = action_button(
        "Enable account",
        ADDRESS,
        method="PATCH",
        values={"disabled": False},
        size="sm",
        on_outcome=result_handler(AccountPanel.hear, "enable"),
    )
    return rx.cond(
        ACCOUNT["is_disabled"],
        _action_row("Disabled", "Can't sign in. Its content is kept.", enable),
        _action_row(
            "Disable",
            "Signs the account out everywhere and blocks sign-in. Its content is kept.",
            _confirm_button("Disable account", "disable", disabled=_is_protected()),
        ),
    )


def _deleting() -> rx.Component:
    return _action_row(
        "Delete",
        "Permanently deletes the account and all of its content.",
        _confirm_button("Delete account", "delete", disabled=_is_protected()),
    )


def _protection_note() -> rx.Component:
    return rx.cond(
        _is_protected(),
        rx.el.p(
            ui.icon("info"),
            rx.el.span(AccountPanel.protected_reason),
            id="account-protected",
            class_name="account-panel__why",
        ),
    )


def _is_protected() -> rx.Var[bool]:
    return AccountPanel.protected_reason != ""
