"""The panel of one account."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra import ui
from umbra.admin.page.account_dialogs import questions
from umbra.admin.page.actions import act, hears
from umbra.admin.page.chips import state_chips
from umbra.admin.state import AccountPanel
from umbra.admin.state.account import SessionLine
from umbra.admin.words import State
from umbra.ui.kinds import Child, Flag, Text

ACCOUNT = AccountPanel.account
ADDRESS = "/api/admin/accounts/" + AccountPanel.open_id.to(str)


def account_panel() -> rx.Component:
    return rx.fragment(
        ui.side_panel(
            rx.cond(
                AccountPanel.missing,
                _gone(),
                rx.cond(ACCOUNT["id"] == "", ui.loading(), _about()),
            ),
            title="Account",
            open=AccountPanel.open_id != "",
            on_close=AccountPanel.close,
        ),
        questions(),
    )


def _gone() -> rx.Component:
    return ui.empty_state(
        "This account is gone",
        "It was deleted, or there never was one at this address.",
        ui.button("Back to the list", on_click=AccountPanel.close),
        name="user",
    )


def _about() -> rx.Component:
    return rx.fragment(
        _who(),
        _facts(),
        _part("Getting in", rx.cond(ACCOUNT["is_you"], _own_way_in(), _way_in())),
        _sessions(),
        _part("Standing", _role(), _disabling(), _deleting(), _why_not()),
    )


def _who() -> rx.Component:
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
        rx.el.div(state_chips(ACCOUNT["states"].to(list[State])), class_name="row"),
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


def _part(title: str, *lines: Child) -> rx.Component:
    return rx.el.section(
        ui.section_header(title, level=3), *lines, class_name="account-panel__part"
    )


def _line(title: Text, words: Text, *acts: Child) -> rx.Component:
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


def _asks(label: str, name: str, disabled: Flag = False) -> rx.Component:
    return ui.button(label, size="sm", disabled=disabled, on_click=AccountPanel.ask(name))


def _own_way_in() -> rx.Component:
    return rx.el.p(
        "This is you: what opens your own account is under ",
        ui.link("Security", href="/security"),
        ".",
        class_name="dim",
    )


def _way_in() -> rx.Component:
    return rx.fragment(
        _line(
            "Password",
            "A one-time password, good for 24 hours.",
            _asks("Reset", "reset-password"),
        ),
        rx.cond(
            ACCOUNT["has_second_factor"],
            _line(
                "Second factor",
                "Turns it off for somebody who lost it.",
                _asks("Reset", "reset-mfa"),
            ),
            _ask_for_factor(),
        ),
        _line(
            "Lockout",
            "Lets it try again after too many wrong tries.",
            act(
                "Lift",
                ADDRESS + "/lift-lockout",
                size="sm",
                on_outcome=hears(AccountPanel.hear, "lift"),
            ),
        ),
    )


def _ask_for_factor() -> rx.Component:
    def patch(label: str, value: bool) -> rx.Component:
        return act(
            label,
            ADDRESS,
            method="PATCH",
            sends={"mfa_enforce_pending": value},
            size="sm",
            on_outcome=hears(AccountPanel.hear, "ask-mfa"),
        )

    return rx.cond(
        ACCOUNT["is_asked_for_one"],
        _line(
            "Second factor",
            "Will be asked to set one up at the next sign-in.",
            patch("Don't ask", False),
        ),
        _line(
            "Second factor",
            "Has none. You may ask for one at the next sign-in.",
            patch("Ask for one", True),
        ),
    )


def _sessions() -> rx.Component:
    some = AccountPanel.sessions.length() > 0
    end = act(
        "Sign out everywhere",
        ADDRESS + "/sessions",
        method="DELETE",
        variant="ghost",
        size="sm",
        on_outcome=hears(AccountPanel.hear, "end-sessions"),
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
        _line(
            "Admin",
            "Runs the house. Sees no one else's things.",
            _asks("Make a member", "demote", disabled=_stays()),
        ),
        _line("Member", "Has things of its own here.", _asks("Make an admin", "promote")),
    )


def _disabling() -> rx.Component:
    enable = act(
        "Enable",
        ADDRESS,
        method="PATCH",
        sends={"disabled": False},
        size="sm",
        on_outcome=hears(AccountPanel.hear, "enable"),
    )
    return rx.cond(
        ACCOUNT["is_disabled"],
        _line("Disabled", "Can't sign in. Everything it keeps is still here.", enable),
        _line(
            "Disable",
            "Can't sign in any more, and is out at once. Keeps its things.",
            _asks("Disable", "disable", disabled=_stays()),
        ),
    )


def _deleting() -> rx.Component:
    return _line(
        "Delete",
        "The account and everything it keeps, for good.",
        _asks("Delete", "delete", disabled=_stays()),
    )


def _why_not() -> rx.Component:
    return rx.cond(
        _stays(),
        rx.el.p(
            ui.icon("info"),
            rx.el.span(AccountPanel.stays),
            id="account-stays",
            class_name="account-panel__why",
        ),
    )


def _stays() -> rx.Var[bool]:
    return AccountPanel.stays != ""
