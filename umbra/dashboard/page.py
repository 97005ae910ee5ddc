"""The dashboard page: counts, quick add, today's and overdue todos."""

from __future__ import annotations

from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from umbra import ui
from umbra.dashboard.state import DashboardState
from umbra.shell import ShellState, page_frame
from umbra.todos.state.view import TodoCard
from umbra.ui.link import link
from umbra.ui.local.draft_form import draft_form
from umbra.ui.local.tick import tick
from umbra.ui.zone_picker import zone_picker

COUNTS: tuple[tuple[str, str, ui.IconName], ...] = (
    ("overdue", "Overdue", "circle-alert"),
    ("today", "Today", "sun"),
    ("upcoming", "Upcoming", "calendar"),
    ("someday", "Someday", "inbox"),
)


def dashboard_page() -> rx.Component:
    return page_frame(
        rx.el.div(
            rx.el.p(DashboardState.day, class_name="dashboard__day"),
            rx.cond(DashboardState.zone_unconfirmed, _time_zone_question()),
            _counts(),
            _quick_add(),
            rx.el.div(
                rx.cond(DashboardState.overdue.length() > 0, _overdue()),
                _today(),
                class_name="dashboard__cards",
            ),
            class_name="dashboard",
        ),
        title=_title(),
        active="dashboard",
    )


def _title() -> rx.Var[str]:
    """The page's heading: a greeting once the state is loaded, "Dashboard" before."""
    greeting = DashboardState.greeting + ", " + ShellState.display_name
    return rx.cond(DashboardState.loaded, greeting, "Dashboard")


def _counts() -> rx.Component:
    return rx.el.nav(
        *(_count(section, label, icon) for section, label, icon in COUNTS),
        class_name="dashboard__counts",
        aria_label="Todos",
    )


def _count(section: str, label: str, icon: ui.IconName) -> rx.Component:
    number = DashboardState.counts[section]
    return link(
        rx.el.span(ui.icon(icon), label, class_name="dashboard__count-words"),
        rx.el.span(rx.cond(DashboardState.loaded, number, "–"), class_name="dashboard__number num"),
        href=f"/todos?due={section}",
        class_name="dashboard__count",
        custom_attrs={
            "data-tone": rx.cond(number > 0, "danger", "neutral") if section == "overdue" else "",
            "aria-label": rx.cond(DashboardState.loaded, f"{label} " + number.to_string(), label),
        },
    )


def _quick_add() -> rx.Component:
    """A form that adds a todo on Enter and keeps focus, so that several can be added in a row."""
    return draft_form(
        rx.el.span(ui.icon("plus"), class_name="adder-icon", aria_hidden=True),
        ui.text_input(
            id="quick-add",
            label="Add a todo for today",
            name="title",
            placeholder="Add a todo for today",
            size="lg",
            auto_complete="off",
            enter_key_hint="done",
            dir="auto",
            invalid=DashboardState.add_error != "",
        ),
        ui.button("Add", type="submit", class_name="adder-button"),
        rx.el.p(DashboardState.add_error, role="alert", class_name="adder-error"),
        name="dashboard-add",
        answers=DashboardState.answers,
        on_send=DashboardState.add,
        on_too_long=DashboardState.refuse_length,
        class_name="adder",
    )


def _overdue() -> rx.Component:
    """Shown only if there are overdue todos; the count above shows zero otherwise."""
    return _card("Overdue", "overdue", _list(DashboardState.overdue))


def _today() -> rx.Component:
    empty = ui.empty_state(
        "Nothing due today", "Todos due today will appear here.", name="coffee", level=3
    )
    rows = DashboardState.today
    content = rx.cond(rows.length() > 0, _list(rows), empty)
    return _card("Today", "today", rx.cond(DashboardState.loaded, content, ui.loading()))


def _card(title: str, section: str, content: rx.Component) -> rx.Component:
    heading = f"dashboard-{section}"
    return rx.el.section(
        ui.section_header(title, link("See all", href=f"/todos?due={section}"), id=heading),
        content,
        class_name="dashboard__card",
        custom_attrs={"aria-labelledby": heading},
    )


def _list(rows: ArrayVar[Sequence[TodoCard]]) -> rx.Component:
    return rx.el.ul(rx.foreach(rows, _row), class_name="dashboard__list")


def _row(card: ObjectVar[TodoCard]) -> rx.Component:
    return rx.el.li(
        tick(
            checked=card["done"],
            version=card["version"],
            refused=card["refused"],
            label=card["title"],
            class_name="priority-" + card["priority"].to(str),
            on_toggle=lambda completed: DashboardState.toggle(card["id"].to(str), completed),
        ),
        link(
            card["title"], href="/todos?open=" + card["id"].to(str), class_name="dashboard__title"
        ),
        _due(card),
        key=card["id"],
        class_name="dashboard__row",
        custom_attrs={"data-completed": card["done"]},
    )


def _due(card: ObjectVar[TodoCard]) -> rx.Component:
    overdue = card["due_tone"] == "overdue"
    return rx.el.span(
        rx.cond(overdue, ui.icon("circle-alert", 12)),
        card["due"],
        class_name="dashboard__due",
        data_tone=card["due_tone"],
    )


def _time_zone_question() -> rx.Component:
    """Shown until the user confirms a time zone, since "today" depends on it."""
    return rx.el.form(
        ui.field(
            "Is this your time zone?",
            zone_picker(
                id="zone-question", name="time_zone", guess=True, class_name="input input--md"
            ),
            id="zone-question",
            hint="It decides when your day starts and ends.",
            error=DashboardState.zone_error,
        ),
        ui.button("Save time zone", type="submit", variant="primary"),
        on_submit=DashboardState.confirm_zone,
        method="dialog",
        class_name="dashboard__zone",
        aria_label="Your time zone",
    )
