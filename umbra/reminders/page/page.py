"""The reminder page: its filters, the form that adds, bulk changes and keys."""

from __future__ import annotations

import reflex as rx

from umbra.items.page.frame import PageParts, list_frame
from umbra.items.page.keys import TICK
from umbra.items.page.toolbar import choice, choice_in_use
from umbra.reminders.page.list_page import REMINDER_PAGE
from umbra.reminders.page.panel import reminder_panel
from umbra.reminders.page.row import reminder_row
from umbra.reminders.page.tabs import reminder_tabs
from umbra.reminders.state import ReminderList
from umbra.reminders.state.view import ReminderCard
from umbra.ui.button import button
from umbra.ui.dates import date_input, time_input
from umbra.ui.menu import menu, menu_item
from umbra.ui.states import empty_state

SHOW_CHOICES = (
    ("open", "Open"),
    ("missed", "Missed"),
    ("today", "Today"),
    ("later", "Later"),
    ("dismissed", "Dismissed"),
)
ABOUT_CHOICES = (
    ("", "About anything"),
    ("todo", "About a todo"),
    ("event", "About an event"),
    ("project", "About a project"),
    ("task", "About a task"),
    ("person", "About a person"),
    ("location", "About a location"),
)


def reminders_page() -> rx.Component:
    parts = PageParts(
        row=reminder_row,
        card=ReminderCard,
        panel=reminder_panel(),
        nothing_yet=_nothing_yet(),
        filters=(
            choice(REMINDER_PAGE, "show", "Which", SHOW_CHOICES),
            choice(REMINDER_PAGE, "about", "About", ABOUT_CHOICES),
            choice_in_use(REMINDER_PAGE, "tag"),
        ),
        add_fields=(
            date_input(
                id="reminder-add-day", label="Day", name="remind_date", class_name="adder-more"
            ),
            time_input(
                id="reminder-add-time", label="Time", name="remind_time", class_name="adder-more"
            ),
        ),
        bulk_actions=_bulk_actions(),
        keys={TICK: "[data-act=tick]"},
        above=reminder_tabs("list"),
    )
    return list_frame(REMINDER_PAGE, parts, active="reminders")


def _nothing_yet() -> rx.Component:
    return rx.cond(
        ReminderList.counts["dismissed"].to(int) > 0,
        empty_state(
            "Nothing to be reminded of",
            "All reminders were dismissed.",
            button("Show the dismissed", on_click=ReminderList.narrow("show", "dismissed")),
            name="bell",
        ),
        empty_state(
            "No reminders yet",
            "Write what and when, like “Call Ann tomorrow 9:30”. "
            "Without a time it is the next full hour.",
            name="bell",
        ),
    )


def _bulk_actions() -> tuple[rx.Component, ...]:
    return (
        button("Dismiss", leading="check", size="sm", on_click=ReminderList.dismiss_selected),
        menu(
            button("Snooze", leading="clock", size="sm"),
            rx.foreach(
                ReminderList.snoozes,
                lambda one: menu_item(one[1], on_click=ReminderList.snooze_selected(one[0])),
            ),
            label="Snooze the selected",
        ),
    )
