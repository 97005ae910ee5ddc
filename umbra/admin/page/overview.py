"""What an admin sees first: what is wrong, what waits, who is in, who lacks a second factor."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from umbra import ui
from umbra.admin.page.actions import action_button
from umbra.admin.page.frame import admin_page
from umbra.admin.state import OverviewState
from umbra.admin.state.overview import LockoutLine, AccountLine, WarningLine
from umbra.ui.kinds import Text

STATE = OverviewState


def overview_page() -> rx.Component:
    return admin_page(
        "overview",
        ui.awaited(
            _content(), loaded=STATE.loaded, on_retry=STATE.load, label="Loading the overview"
        ),
    )


def _content() -> rx.Component:
    return rx.fragment(_counts(), rx.el.div(*_sections(), class_name="settings"))


def _sections() -> tuple[rx.Component, ...]:
    return (
        rx.cond(STATE.warnings.length() > 0, _warnings()),
        rx.cond(STATE.lockouts.length() > 0, _lockouts()),
        rx.cond(
            STATE.pending_count > 0,
            ui.page_part(
                "Pending",
                "What somebody does at their next sign-in.",
                _account_list(STATE.pending, "Pending"),
                _more(STATE.pending_count, STATE.pending, "/admin/accounts?only=pending"),
                wide=True,
            ),
        ),
        ui.page_part(
            "Signed in",
            "Whoever has a session in some browser now.",
            rx.cond(
                STATE.inside_count > 0,
                _account_list(STATE.inside, "Signed in"),
                rx.el.p("Nobody.", class_name="dim"),
            ),
            _more(STATE.inside_count, STATE.inside, "/admin/accounts"),
            wide=True,
        ),
        ui.page_part(
            "No second factor",
            "A password alone opens these. Ask for one in the account, or of everybody by policy.",
            rx.cond(
                STATE.bare_count > 0,
                _account_list(STATE.bare, "No second factor"),
                rx.el.p("Everybody has one.", class_name="dim"),
            ),
            _more(STATE.bare_count, STATE.bare, "/admin/accounts?only=no_second_factor"),
            wide=True,
        ),
    )


def _counts() -> rx.Component:
    return rx.el.ul(
        _count(STATE.accounts, _plural(STATE.accounts, "Account"), "/admin/accounts"),
        _count(STATE.inside_count, "Signed in", "/admin/accounts"),
        _count(STATE.bare_count, "No second factor", "/admin/accounts?only=no_second_factor"),
        _count(STATE.invites, _plural(STATE.invites, "Open invitation"), "/admin/invites"),
        class_name="admin__counts",
        aria_label="The house in numbers",
    )


def _plural(number: rx.Var[int], noun: str) -> rx.Var[str]:
    return rx.cond(number == 1, noun, f"{noun}s")


def _count(number: rx.Var[int], label: Text, href: str) -> rx.Component:
    return rx.el.li(
        ui.link(
            rx.el.span(number, class_name="admin__number num"),
            rx.el.span(label, class_name="small dim"),
            href=href,
            class_name="admin__count",
        )
    )


def _warnings() -> rx.Component:
    return ui.page_part(
        "The house",
        "What whoever runs this installation should look at.",
        rx.el.ul(rx.foreach(STATE.warnings, _warning), class_name="admin__warnings"),
        wide=True,
    )


def _warning(warning: ObjectVar[WarningLine]) -> rx.Component:
    return rx.el.li(
        rx.cond(warning["grave"], ui.icon("circle-alert"), ui.icon("info")),
        rx.el.span(warning["words"]),
        class_name="admin__warning",
        data_grave=warning["grave"],
    )


def _lockouts() -> rx.Component:
    return ui.page_part(
        "Locked out",
        "Too many wrong tries. Lift it when you know that it was them.",
        ui.listing(rx.foreach(STATE.lockouts, _lockout), label="Locked out"),
        wide=True,
    )


def _lockout(line: ObjectVar[LockoutLine]) -> rx.Component:
    label = "Lift the lockout of " + line["whose"].to(str)
    of_account = action_button(
        "Lift",
        "/api/admin/accounts/" + line["account_id"].to(str) + "/lift-lockout",
        size="sm",
        on_outcome=STATE.hear,
        aria_label=label,
    )
    of_network = action_button(
        "Lift",
        "/api/admin/lift-lockout",
        sends={"network": line["network"].to(str)},
        size="sm",
        on_outcome=STATE.hear,
        aria_label=label,
    )
    return ui.listed(
        line["whose"],
        line["about"],
        leading=ui.icon("lock"),
        trailing=(rx.cond(line["account_id"] != "", of_account, of_network),),
        key=line["id"],
    )


def _account_list(people: ArrayVar[Any], label: str) -> rx.Component:
    return ui.listing(rx.foreach(people, _account_row), label=label)


def _account_row(person: ObjectVar[AccountLine]) -> rx.Component:
    return ui.listed(
        person["name"],
        person["about"],
        leading=ui.avatar(person["initials"].to(str)),
        href=person["href"].to(str),
        key=person["id"],
    )


def _more(count: rx.Var[int], shown: ArrayVar[Any], href: Text) -> rx.Component:
    rest = count.to(int) - shown.length()
    return rx.cond(
        rest > 0, ui.link("And " + rest.to_string() + " more", href=href, class_name="link small")
    )
