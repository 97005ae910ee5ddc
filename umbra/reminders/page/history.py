"""The history of alerts, of reminders and of the alarms of other items."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra.reminders.page.tabs import reminder_tabs
from umbra.reminders.state.history import AlertCard, AlertHistory
from umbra.shell.frame import page_frame
from umbra.ui.awaited import awaited
from umbra.ui.button import button
from umbra.ui.chip import chip
from umbra.ui.icon import icon
from umbra.ui.listing import listed, listing
from umbra.ui.menu import menu, menu_item
from umbra.ui.pager import pager
from umbra.ui.states import empty_state


def history_page() -> rx.Component:
    return page_frame(
        rx.el.div(
            reminder_tabs("history"),
            awaited(_list(), loaded=AlertHistory.loaded, on_retry=AlertHistory.load, rows=8),
            class_name="items",
        ),
        title="Reminders",
        active="reminders",
    )


def _list() -> rx.Component:
    lines = AlertHistory.lines
    return rx.cond(
        lines.length() > 0,
        rx.fragment(
            listing(rx.foreach(lines, _line), label="Alerts, the latest first"),
            rx.cond(
                AlertHistory.has_before | AlertHistory.has_after,
                pager(
                    rx.fragment(
                        AlertHistory.first, " to ", AlertHistory.first + lines.length() - 1
                    ),
                    label="Pages of the history",
                    has_before=AlertHistory.has_before,
                    has_after=AlertHistory.has_after,
                    on_before=AlertHistory.later,
                    on_after=AlertHistory.earlier,
                ),
            ),
        ),
        empty_state(
            "Nothing was due yet",
            "Reminders and alarms stand here once they were due, with when they were shown.",
            name="bell",
        ),
    )


def _line(line: ObjectVar[AlertCard]) -> rx.Component:
    return listed(
        line["title"],
        rx.el.span(line["when"], class_name="num"),
        rx.cond(line["shown"] != "", rx.el.span(line["shown"], class_name="num")),
        leading=rx.el.span(icon(line["icon"].to(str)), class_name="history-icon"),
        trailing=(
            rx.cond(line["open"].to(bool), _actions(line)),
            chip(line["state"].to(str), tone=line["tone"].to(str)),
        ),
        href=line["href"].to(str),
        key=line["id"],
    )


def _actions(line: ObjectVar[AlertCard]) -> rx.Component:
    alert_id = line["id"].to(str)
    return rx.el.div(
        menu(
            button("Snooze", size="sm", variant="ghost"),
            rx.foreach(
                AlertHistory.snoozes,
                lambda one: menu_item(one[1], on_click=AlertHistory.snooze(alert_id, one[0])),
            ),
            label="Snooze until",
            align="end",
        ),
        button("Dismiss", size="sm", variant="ghost", on_click=AlertHistory.dismiss(alert_id)),
        class_name="history-actions",
    )
