"""The admin overview page: warnings, lockouts, pending steps, sessions, missing second factors."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from umbra import ui
from umbra.admin.page.actions import action_button
from umbra.admin.page.frame import admin_page
from umbra.admin.state import OverviewState
from umbra.admin.state.overview import AccountLine, LockoutLine, WarningLine
from umbra.ui.kinds import Text

STATE = OverviewState
WITHOUT_FACTOR_URL = "/admin/accounts?only=no_second_factor"


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
                "What these accounts have to do at their next sign-in.",
                _account_list(STATE.pending, "Pending"),
                _more(STATE.pending_count, STATE.pending, "/admin/accounts?only=pending"),
                wide=True,
            ),
        ),
        ui.page_part(
            "Signed in",
            "Accounts with a session in at least one browser.",
            rx.cond(
                STATE.signed_in_count > 0,
                _account_list(STATE.signed_in, "Signed in"),
                rx.el.p("No one is signed in.", class_name="dim"),
            ),
            _more(STATE.signed_in_count, STATE.signed_in, "/admin/accounts"),
            wide=True,
        ),
        ui.page_part(
            "No second factor",
            "These accounts sign in with a password alone. Require a second factor in the "
            "account, or for everyone under Policy.",
            rx.cond(
                STATE.without_factor_count > 0,
                _account_list(STATE.without_factor, "No second factor"),
                rx.el.p("Every account has one.", class_name="dim"),
            ),
            _more(
                STATE.without_factor_count,
                STATE.without_factor,
                WITHOUT_FACTOR_URL,
            ),
            wide=True,
        ),
    )


def _counts() -> rx.Component:
    return rx.el.ul(
        _count(STATE.accounts, _plural(STATE.accounts, "Account"), "/admin/accounts"),
        _count(STATE.signed_in_count, "Signed in", "/admin/accounts"),
        _count(STATE.without_factor_count, "No second factor", WITHOUT_FACTOR_URL),
        _count(STATE.invites, _plural(STATE.invites, "Open invitation"), "/admin/invites"),
        class_name="admin__counts",
        aria_label="Summary",
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
        "Warnings",
        "Problems with this installation that need your attention.",
        rx.el.ul(rx.foreach(STATE.warnings, _warning), class_name="admin__warnings"),
        wide=True,
    )


def _warning(warning: ObjectVar[WarningLine]) -> rx.Component:
    return rx.el.li(
        rx.cond(warning["is_severe"], ui.icon("circle-alert"), ui.icon("info")),
        rx.el.span(warning["text"]),
        class_name="admin__warning",
        data_grave=warning["is_severe"],
    )


def _lockouts() -> rx.Component:
    return ui.page_part(
        "Locked out",
        "Too many failed attempts. Lift a lockout once you know who made them.",
        ui.listing(rx.foreach(STATE.lockouts, _lockout), label="Locked out"),
        wide=True,
    )


def _lockout(line: ObjectVar[LockoutLine]) -> rx.Component:
    label = "Lift the lockout of " + line["subject"].to(str)
    of_account = action_button(
        "Lift lockout",
        "/api/admin/accounts/" + line["account_id"].to(str) + "/lift-lockout",
        size="sm",
        on_outcome=STATE.hear,
        aria_label=label,
    )
    of_network = action_button(
        "Lift lockout",
        "/api/admin/lift-lockout",
        values={"network": line["network"].to(str)},
        size="sm",
        on_outcome=STATE.hear,
        aria_label=label,
    )
    return ui.listed(
        line["subject"],
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
