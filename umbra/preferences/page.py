"""The settings page: profile, date and time, appearance, notifications, automatic lock."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra import ui
from umbra.preferences.models import ACCENTS
from umbra.preferences.state import SettingsState
from umbra.ui.kinds import Text
from umbra.ui.notifications import notification_permission
from umbra.ui.theme import theme_sync
from umbra.ui.zone_picker import zone_picker

THEMES = (
    ui.Option("light", "Light", "sun"),
    ui.Option("dark", "Dark", "moon"),
    ui.Option("system", "System", "monitor"),
)
WEEK_STARTS = (
    ui.Option("monday", "Monday"),
    ui.Option("sunday", "Sunday"),
    ui.Option("saturday", "Saturday"),
)


HOURS = tuple((str(hour), f"{hour:02}:00") for hour in range(24))


def settings_page() -> rx.Component:
    return rx.el.div(
        theme_sync(SettingsState.theme, SettingsState.accent),
        ui.awaited(
            rx.fragment(
                ui.page_part(
                    "Profile", "The name shown in menus and in your greeting.", _display_name()
                ),
                ui.page_part(
                    "Date and time",
                    "Your time zone decides when your day starts and what is due today.",
                    _time_zone(),
                    _week_start(),
                ),
                ui.page_part(
                    "Calendar",
                    "How the calendar opens, and how long a new event lasts.",
                    _chosen("New events last", "event_minutes", SettingsState.length_choices),
                    _chosen("The day opens at", "first_hour", HOURS),
                    _week_numbers(),
                ),
                ui.page_part(
                    "Alarms",
                    "New events, and new todos and tasks with a day, begin with this alarm. "
                    "Without a time it goes off at 09:00.",
                    _chosen("Default alarm", "default_alarm", SettingsState.alarm_choices),
                ),
                ui.page_part(
                    "Appearance",
                    "Changes apply to all your open tabs at once.",
                    _theme(),
                    _accent(),
                ),
                ui.page_part(
                    "Notifications",
                    "Reminders that are due, shown by your system while UMBRA is open in a tab.",
                    notification_permission(),
                ),
                ui.page_part(
                    "Automatic lock",
                    "After a time without activity, UMBRA asks for your password or PIN again.",
                    _auto_lock(),
                ),
            ),
            loaded=SettingsState.loaded,
            on_retry=SettingsState.load,
            rows=3,
        ),
        class_name="settings",
    )


def _display_name() -> rx.Component:
    return ui.field(
        "Display name",
        ui.text_input(
            id="display_name",
            value=SettingsState.display_name,
            on_commit=lambda value: SettingsState.save("display_name", value),
            invalid=_error("display_name") != "",
            auto_complete="name",
            size="lg",
        ),
        id="display_name",
        error=_error("display_name"),
        trailing=_saved_note("display_name"),
    )


def _time_zone() -> rx.Component:
    return ui.field(
        "Time zone",
        zone_picker(
            id="time_zone",
            value=SettingsState.time_zone,
            on_choose=lambda zone: SettingsState.save("time_zone", zone),
            class_name="input input--lg",
        ),
        id="time_zone",
        error=_error("time_zone"),
        trailing=_saved_note("time_zone"),
    )


def _week_start() -> rx.Component:
    return _choice(
        "Week starts on",
        "week_start",
        ui.segmented(
            "Week starts on",
            WEEK_STARTS,
            name="week_start",
            value=SettingsState.week_start,
            on_change=lambda day: SettingsState.save("week_start", day),
        ),
    )


def _chosen(label: str, name: str, options: Any, hint: Text | None = None) -> rx.Component:
    """A select element that saves the setting `name`, whose value in the state is text."""
    return ui.field(
        label,
        ui.select(
            options,
            id=name,
            value=getattr(SettingsState, name),
            on_change=lambda chosen: SettingsState.save(name, chosen),
            size="lg",
        ),
        id=name,
        hint=hint,
        error=_error(name),
        trailing=_saved_note(name),
    )


def _week_numbers() -> rx.Component:
    return rx.el.div(
        ui.switch(
            "Show week numbers",
            checked=SettingsState.week_numbers,
            on_change=lambda shown: SettingsState.save("week_numbers", shown),
        ),
        _saved_note("week_numbers"),
        class_name="settings__switch",
    )


def _theme() -> rx.Component:
    return _choice(
        "Theme",
        "theme",
        ui.segmented(
            "Theme",
            THEMES,
            name="theme",
            value=SettingsState.theme,
            on_change=lambda theme: SettingsState.save("theme", theme),
        ),
    )


def _accent() -> rx.Component:
    return _choice(
        "Accent colour",
        "accent",
        rx.el.fieldset(
            rx.el.legend("Accent colour", class_name="visually-hidden"),
            *(_accent_choice(accent) for accent in ACCENTS),
            class_name="accents",
        ),
    )


def _accent_choice(accent: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="accent",
            checked=SettingsState.accent == accent,
            on_change=lambda _: SettingsState.save("accent", accent),
            class_name="accent__radio",
            custom_attrs={"value": accent},
        ),
        rx.el.span(ui.icon("check"), class_name="accent__colour"),
        rx.el.span(accent.capitalize(), class_name="visually-hidden"),
        class_name="accent",
        custom_attrs={"data-accent": accent, "data-tip": accent.capitalize()},
    )


def _auto_lock() -> rx.Component:
    maximum = SettingsState.lock_max_minutes
    limit = rx.cond(
        maximum > 0, "This server locks after at most " + maximum.to_string() + " min.", ""
    )
    return _chosen("Lock after", "auto_lock_minutes", SettingsState.lock_choices, limit)


def _choice(label: str, field: str, control: rx.Component) -> rx.Component:
    """A radio group under a visible label.

    The label is hidden from screen readers, which read the legend of the group in `control`.
    """
    return rx.el.div(
        rx.el.div(
            rx.el.span(label, class_name="field__label", aria_hidden=True),
            _saved_note(field),
            class_name="field__head",
        ),
        control,
        rx.el.div(
            rx.el.span(_error(field), class_name="field__error"),
            class_name="field__note",
            role="alert",
        ),
        class_name="field",
    )


def _error(field: str) -> rx.Var[str]:
    return ui.error_at(SettingsState.errors, field)


def _saved_note(field: str) -> rx.Component:
    """ "Saved" after `field` was stored, in a live region for screen readers."""
    return rx.el.span(
        rx.cond(
            SettingsState.saved == field,
            rx.el.span(ui.icon("check", 12), "Saved", class_name="settings__saved"),
        ),
        role="status",
    )
