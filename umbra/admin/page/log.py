"""The audit log page: filters kept in the URL, keyset pagination, and export as a file."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar
from reflex_components_core.el.elements.inline import A  # rx.el.a is the router's link

from umbra import ui
from umbra.accounts.audit.words import ACTIONS, RESULTS
from umbra.admin.page.frame import admin_page
from umbra.admin.state import LogList
from umbra.admin.state.log import LogLine
from umbra.ui.kinds import Text

ACTION_CHOICES = (("", "Any action"), *sorted(ACTIONS.items(), key=lambda pair: pair[1]))
RESULT_CHOICES = (("", "Any result"), *RESULTS.items())


def log_page() -> rx.Component:
    return admin_page(
        "log",
        _filters(),
        ui.awaited(
            _list(), loaded=LogList.loaded, on_retry=LogList.load, rows=8, label="Loading the log"
        ),
    )


def _filters() -> rx.Component:
    return rx.el.div(
        _account(),
        _choice("Action", "action", ACTION_CHOICES, LogList.action),
        _choice("Result", "result", RESULT_CHOICES, LogList.result),
        _day("From", "since", LogList.since),
        _day("To", "until", LogList.until),
        class_name="log__filters",
        role="search",
        aria_label="Log",
    )


def _account() -> rx.Component:
    return ui.text_field(
        "Account",
        id="log-account",
        placeholder="User name",
        value=LogList.account,
        on_commit=lambda name: LogList.narrow("account", name),
        error=_error("account"),
        auto_complete="off",
        spell_check=False,
        custom_attrs={"autoCapitalize": "none"},
    )


def _choice(
    label: str, name: str, choices: tuple[tuple[str, str], ...], value: Text
) -> rx.Component:
    return ui.select_field(
        label,
        choices,
        id=f"log-{name}",
        value=value,
        on_change=lambda chosen: LogList.narrow(name, chosen),
    )


def _day(label: str, name: str, value: Text) -> rx.Component:
    return ui.date_field(
        label,
        id=f"log-{name}",
        value=value,
        on_commit=lambda day: LogList.narrow(name, day),
        error=_error(name),
    )


def _error(name: str) -> rx.Var[str]:
    return ui.error_at(LogList.errors, name)


def _list() -> rx.Component:
    return rx.fragment(
        rx.cond(
            LogList.lines.length() > 0,
            ui.listing(rx.foreach(LogList.lines, _line), label="Entries"),
            _empty(),
        ),
        rx.el.div(
            _export("Export as CSV", LogList.as_csv),
            _export("Export as JSON Lines", LogList.as_json_lines),
            rx.el.nav(
                rx.cond(LogList.newest != "", ui.link_button("Newest", LogList.newest, size="sm")),
                rx.cond(LogList.older != "", ui.link_button("Older", LogList.older, size="sm")),
                class_name="log__pages",
                aria_label="Pages of the log",
            ),
            class_name="log__foot",
        ),
    )


def _export(label: str, address: Text) -> rx.Component:
    """A plain download link: the file may be as long as the log, so no script loads it."""
    return A.create(
        ui.icon("arrow-down"),
        rx.el.span(label),
        href=address,
        download=True,
        class_name="btn btn--ghost btn--sm",
    )


def _empty() -> rx.Component:
    return rx.cond(
        LogList.filtered,
        ui.empty_state(
            "No entries found",
            "No log entry matches these filters.",
            ui.button("Clear filters", on_click=LogList.show_all),
            name="search",
        ),
        ui.empty_state("No entries yet", "Sign-ins and changes appear here.", name="list"),
    )


def _line(line: ObjectVar[LogLine]) -> rx.Component:
    return ui.listed(
        line["action"],
        rx.cond(line["who"] != "", rx.el.span(line["who"], class_name="log__who", dir="auto")),
        rx.cond(line["about"] != "", rx.el.span(line["about"], dir="auto")),
        trailing=(
            rx.cond(line["tone"] != "", ui.chip(line["result"].to(str), tone=line["tone"].to(str))),
            rx.el.span(
                rx.el.span(line["when"], class_name="num"),
                rx.el.span(line["place"], class_name="log__place"),
                class_name="log__when",
            ),
        ),
        key=line["id"],
    )
