"""The panel of one account."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra import ui
from umbra.admin.page.account_dialogs import confirmation_dialogs
from umbra.admin.page.actions import action_button, result_handler
from umbra.admin.page.chips import state_chips
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
            on_close=AccountPanel.close,
        ),
        confirmation_dialogs(),
    )


def _not_found() -> rx.Component:
    return ui.empty_state(
        "This account is gone",
        "It was deleted, or there never was one at this address.",
        ui.button("Back to the list", on_click=AccountPanel.close),
        name="user",
    )


def _details() -> rx.Component:
    return rx.fragment(
        _header(),
        _facts(),
        _group("Getting in", rx.cond(ACCOUNT["is_you"], _own_sign_in_note(), _sign_in_actions())),
        _sessions(),
        _group("Standing", _role(), _disabling(), _deleting(), _protection_note()),
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
        rx.el.div(state_chips(ACCOUNT["states"].to(list[StatusChip])), class_name="row"),
        class_name="stack stack--tight",
    )


def _facts() -> rx.Component:
    return rx.el.dl(
        _fact("Last seen", ACCOUNT["seen"].to(str)),
        _fact("Made", ACCOUNT["made"].to(str)),
        _fact("Signs in with", ACCOUNT["secret"].to(str)),
        class_name="facts",
    )


def _fact(name: Text, said: Child) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(said), class_name="facts__line")


def _group(title: str, *lines: Child) -> rx.Component:
    return rx.el.section(
        ui.section_header(title, level=3), *lines, class_name="account-panel__part"
    )


def _action_row(title: Text, words: Text, *acts: Child) -> rx.Component:
    """One thing that can be done, with what it does."""
    return rx.el.div(
        rx.el.div(
            rx.el.p(title, class_name="account-panel__title"),
            rx.el.p(words, class_name="small dim"),
            class_name="grow",
        ),
        *acts,
        class_name="account-panel__line",
    )


def _confirm_button(label: str, name: str, disabled: Flag = False) -> rx.Component:
    return ui.button(label, size="sm", disabled=disabled, on_click=AccountPanel.ask(name))


def _own_sign_in_note() -> rx.Component:
    return rx.el.p(
        "This is you: what opens your own account is under ",
        ui.link("Security", href="/security"),
        ".",
        class_name="dim",
    )


def _sign_in_actions() -> rx.Component:
    return rx.fragment(
        _action_row(
            "Password",
            "A one-time password, good for 24 hours.",
            _confirm_button("Reset", "reset-password"),
        ),
        rx.cond(
            ACCOUNT["has_second_factor"],
            _action_row(
                "Second factor",
                "Turns it off for somebody who lost it.",
                _confirm_button("Reset", "reset-mfa"),
            ),
            _second_factor_requirement(),
        ),
        _action_row(
            "Lockout",
            "Lets it try again after too many wrong tries.",
            action_button(
                "Lift",
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
            sends={"mfa_enforce_pending": value},
            size="sm",
            on_outcome=result_handler(AccountPanel.hear, "ask-mfa"),
        )

    return rx.cond(
        ACCOUNT["is_asked_for_one"],
        _action_row(
            "Second factor",
            "Will be asked to set one up at the next sign-in.",
            patch("Don't ask", False),
        ),
        _action_row(
            "Second factor",
            "Has none. You may ask for one at the next sign-in.",
            patch("Ask for one", True),
        ),
    )


def _sessions() -> rx.Component:
    some = AccountPanel.sessions.length() > 0
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
            "Signed in", rx.cond(some, end), count=AccountPanel.sessions.length(), level=3
        ),
        rx.cond(
            some,
            ui.listing(rx.foreach(AccountPanel.sessions, _session), label="Sessions"),
            rx.el.p("Nowhere at the moment.", class_name="dim"),
        ),
        class_name="account-panel__part",
    )


def _session(session: ObjectVar[SessionLine]) -> rx.Component:
    return ui.listed(
        session["device"],
        session["place"],
        leading=ui.icon("monitor"),
        trailing=(rx.cond(session["is_this"], ui.chip("This one", tone="accent")),),
        key=session["id"],
    )


def _role() -> rx.Component:
    return rx.cond(
        ACCOUNT["is_admin"],
        _action_row(
            "Admin",
            "Runs the house. Sees no one else's things.",
            _confirm_button("Make a member", "demote", disabled=_is_protected()),
        ),
        _action_row(
            "Member", "Has things of its own here.", _confirm_button("Make an admin", "promote")
        ),
    )


def _disabling() -> rx.Component:
    enable = action_button(
        "Enable",
        ADDRESS,
        method="PATCH",
        sends={"disabled": False},
        size="sm",
        on_outcome=result_handler(AccountPanel.hear, "enable"),
    )
    return rx.cond(
        ACCOUNT["is_disabled"],
        _action_row("Disabled", "Can't sign in. Everything it keeps is still here.", enable),
        _action_row(
            "Disable",
            "Can't sign in any more, and is out at once. Keeps its things.",
            _confirm_button("Disable", "disable", disabled=_is_protected()),
        ),
    )


def _deleting() -> rx.Component:
    return _action_row(
        "Delete",
        "The account and everything it keeps, for good.",
        _confirm_button("Delete", "delete", disabled=_is_protected()),
    )


def _protection_note() -> rx.Component:
    return rx.cond(
        _is_protected(),
        rx.el.p(
            ui.icon("info"),
            rx.el.span(AccountPanel.stays),
            id="account-stays",
            class_name="account-panel__why",
        ),
    )


def _is_protected() -> rx.Var[bool]:
    return AccountPanel.stays != ""
