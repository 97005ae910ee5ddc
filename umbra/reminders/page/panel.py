"""The panel that shows and edits one reminder."""

from __future__ import annotations

import reflex as rx

from umbra.items.page.panel import filled, item_panel, notes_field, pair, tags_field, title_field
from umbra.items.page.repeats import repeat_fields, repeat_rule, repeat_select
from umbra.items.page.zone import zone_details
from umbra.reminders.page.list_page import REMINDER_PAGE
from umbra.reminders.state import ReminderEditor, ReminderList
from umbra.reminders.state.form import WATCHED
from umbra.ui.button import button
from umbra.ui.dates import date_field, time_field
from umbra.ui.dialog import dialog
from umbra.ui.item_picker import item_picker_field
from umbra.ui.menu import menu, menu_item, menu_separator

_PREFIX = REMINDER_PAGE.one


def reminder_panel() -> rx.Component:
    """The panel, with the dialog that asks until when the reminder is snoozed."""
    panel = item_panel(
        REMINDER_PAGE,
        title_field(REMINDER_PAGE, "Title"),
        rx.el.p(ReminderEditor.state_words, role="status", class_name="reminder-state"),
        pair(
            date_field("Day", **filled(REMINDER_PAGE, "remind_date"), clearable=False),
            time_field("Time", **filled(REMINDER_PAGE, "remind_time"), clearable=False),
        ),
        zone_details(
            ReminderEditor, **filled(REMINDER_PAGE, "time_zone"), local=ReminderEditor.local_time
        ),
        repeat_fields(
            ReminderEditor,
            repeat_select(ReminderEditor, _PREFIX),
            repeat_rule(ReminderEditor, _PREFIX),
            names=WATCHED,
        ),
        item_picker_field(
            "About",
            **filled(REMINDER_PAGE, "about"),
            options=ReminderEditor.items,
            on_search=ReminderEditor.find_items,
            default_label=rx.cond(
                ReminderEditor.base["about"] == "", "", ReminderEditor.about_title
            ),
            empty_text="None of your items has that name",
            placeholder="A todo, an event, a person ...",
        ),
        tags_field(REMINDER_PAGE),
        notes_field(REMINDER_PAGE),
        bar=(
            rx.cond(
                ReminderEditor.dismissed,
                button(
                    "Remind again", size="sm", variant="ghost", on_click=ReminderEditor.wait_again
                ),
                rx.fragment(
                    _snooze_menu(),
                    button("Dismiss", size="sm", variant="ghost", on_click=ReminderEditor.dismiss),
                ),
            ),
        ),
    )
    return rx.fragment(panel, _snooze_dialog())


def _snooze_menu() -> rx.Component:
    return menu(
        button("Snooze", leading="clock", size="sm", variant="ghost"),
        rx.foreach(
            ReminderList.snoozes,
            lambda one: menu_item(one[1], on_click=ReminderEditor.snooze(one[0])),
        ),
        menu_separator(),
        menu_item("Choose ...", on_click=ReminderEditor.choose),
        label="Snooze until",
    )


def _snooze_dialog() -> rx.Component:
    return dialog(
        rx.el.form(
            rx.el.div(
                date_field(
                    "Day",
                    id="snooze-day",
                    name="day",
                    default_value=ReminderEditor.snooze_day,
                    error=ReminderEditor.snooze_error,
                    clearable=False,
                    data_autofocus=True,
                ),
                time_field("Time", id="snooze-time", name="time", clearable=False),
                class_name="editor-pair",
            ),
            id="snooze-form",
            on_submit=ReminderEditor.snooze_until,
            method="dialog",
            no_validate=True,
        ),
        title="Snooze until",
        description="The reminder keeps its own time.",
        open=ReminderEditor.choosing,
        on_close=ReminderEditor.stop_choosing,
        size="sm",
        footer=(
            button("Cancel", variant="ghost", on_click=ReminderEditor.stop_choosing),
            button("Snooze", type="submit", form="snooze-form", variant="primary"),
        ),
    )
