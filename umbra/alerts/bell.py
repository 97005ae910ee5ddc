"""The bell in the frame of every page: its count, its list, and the watcher of what is due."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts.access.tab_redirect import TabRedirectState
from umbra.alerts.cards import AlertCard, Notice, SnoozeOption
from umbra.alerts.open_alerts import REMINDERS_PAGE
from umbra.alerts.state import BELL, AlertsState, event_names
from umbra.ui.icon import icon
from umbra.ui.popover import popover
from umbra.ui.shortcuts import register, shortcut

KEY = register("b", "Open the alerts")

# Loaded when the list is opened for the first time.
for _file in ("alert_list.jsx", "alerts.css"):
    rx.asset(_file, shared=True)
_LIBRARY = rx.asset("bell.jsx", shared=True).importable_path


class _AlertList(rx.Component):
    library = _LIBRARY
    tag = "AlertList"

    rows: rx.Var[list[AlertCard]]
    snoozes: rx.Var[list[SnoozeOption]]
    names: rx.Var[dict[str, str]]
    all_href: rx.Var[str]
    listed: rx.Var[bool]

    on_look: rx.EventHandler[rx.event.passthrough_event_spec(bool)]
    on_dismiss_all: rx.EventHandler[rx.event.no_args_event_spec]


class _AlertWatch(rx.Component):
    library = _LIBRARY
    tag = "AlertWatch"

    unseen: rx.Var[int]
    notices: rx.Var[list[Notice]]
    loaded: rx.Var[bool]
    locked: rx.Var[bool]
    waiting: rx.Var[bool]
    leaving: rx.Var[Any]

    on_seen: rx.EventHandler[rx.event.no_args_event_spec]


def bell() -> rx.Component:
    """The button with the count, and the popover with the open alerts."""
    count = AlertsState.count
    return rx.fragment(
        popover(
            rx.el.button(
                icon("bell"),
                rx.cond(count != "", rx.el.span(count, class_name="bell__count", aria_hidden=True)),
                type="button",
                id=BELL,
                aria_label=AlertsState.label,
                class_name="btn btn--icon btn--ghost btn--md bell__button",
                data_tip="Alerts",
            ),
            _AlertList.create(
                rows=AlertsState.rows,
                snoozes=AlertsState.snoozes,
                names=event_names(),
                all_href=REMINDERS_PAGE,
                listed=AlertsState.listed,
                on_look=AlertsState.look,
                on_dismiss_all=AlertsState.dismiss_all,
            ),
            label="Alerts",
            align="end",
            class_name="bell",
        ),
        shortcut(KEY, target=BELL),
    )


def alert_watch() -> rx.Component:
    """Reports that alerts were shown, and shows notifications; also while the tab is locked."""
    return _AlertWatch.create(
        unseen=AlertsState.unseen,
        notices=AlertsState.notices,
        loaded=AlertsState.loaded,
        locked=TabRedirectState.locked,
        waiting=TabRedirectState.reminder_due,
        leaving=TabRedirectState.must_leave != "",
        on_seen=AlertsState.seen,
    )
