"""The panel of one account."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra import ui
from umbra.admin.state import AccountPanel
from umbra.admin.state.account import SessionLine
from umbra.ui.kinds import Child, Text


def account_panel() -> rx.Component:
    return ui.side_panel(
        rx.cond(AccountPanel.missing, _gone(), _about()),
        title="Account",
        open=AccountPanel.open_id != "",
        on_close=AccountPanel.close,
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
        _sessions(),
    )


def _who() -> rx.Component:
    account = AccountPanel.account
    return rx.el.div(
        ui.avatar(account["initials"].to(str)),
        rx.el.div(
            rx.el.h2(account["name"].to(str), dir="auto"),
            rx.el.p(account["username"].to(str), class_name="dim"),
            class_name="grow",
        ),
        class_name="row account-panel__who",
    )


def _facts() -> rx.Component:
    account = AccountPanel.account
    return rx.el.dl(
        _fact("Last seen", account["seen"].to(str)),
        _fact("Made", account["made"].to(str)),
        _fact("Signs in with", account["secret"].to(str)),
        class_name="facts",
    )


def _fact(name: Text, said: Child) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(said), class_name="facts__line")


def _sessions() -> rx.Component:
    return rx.el.section(
        ui.section_header("Signed in", count=AccountPanel.sessions.length(), level=3),
        rx.cond(
            AccountPanel.sessions.length() > 0,
            ui.listing(rx.foreach(AccountPanel.sessions, _session), label="Sessions"),
            rx.el.p("Nowhere at the moment.", class_name="dim"),
        ),
    )


def _session(session: ObjectVar[SessionLine]) -> rx.Component:
    return ui.listed(
        session["device"],
        session["place"],
        leading=ui.icon("monitor"),
        trailing=(rx.cond(session["is_this"], ui.chip("This one", tone="accent")),),
        key=session["id"],
    )
