"""The settings page: what is known about the person, how time is counted, how it looks."""

from __future__ import annotations

import reflex as rx

from umbra import ui
from umbra.preferences.models import ACCENTS
from umbra.preferences.state import SettingsState
from umbra.ui.theme import theme_keeper
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


def settings_page() -> rx.Component:
    return rx.el.div(
        theme_keeper(SettingsState.theme, SettingsState.accent),
        ui.awaited(
            rx.fragment(
                ui.page_part("You", "How Umbra speaks to you.", _display_name()),
                ui.page_part(
                    "Time", "What “today” means, and how weeks are drawn.", _zone(), _week()
                ),
                ui.page_part("Look", "Felt at once in every open tab.", _theme(), _accent()),
                ui.page_part(
                    "Lock",
                    "An open session asks for your password or PIN when nobody was there.",
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
        trailing=_confirmation("display_name"),
    )


def _zone() -> rx.Component:
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
        trailing=_confirmation("time_zone"),
    )


def _week() -> rx.Component:
    return _choice(
        "Weeks begin on",
        "week_start",
        ui.segmented(
            "Weeks begin on",
            WEEK_STARTS,
            name="week_start",
            value=SettingsState.week_start,
            on_change=lambda day: SettingsState.save("week_start", day),
        ),
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
        "Accent",
        "accent",
        rx.el.fieldset(
            rx.el.legend("Accent", class_name="visually-hidden"),
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
    most = SettingsState.lock_most
    house = rx.cond(
        most > 0, "This house locks after " + most.to_string() + " min at the latest.", ""
    )
    return ui.field(
        "Lock after",
        ui.select(
            SettingsState.lock_choices,
            id="auto_lock_minutes",
            value=SettingsState.auto_lock_minutes,
            on_change=lambda minutes: SettingsState.save("auto_lock_minutes", minutes),
            size="lg",
        ),
        id="auto_lock_minutes",
        hint=house,
        error=_error("auto_lock_minutes"),
        trailing=_confirmation("auto_lock_minutes"),
    )


def _choice(label: str, field: str, control: rx.Component) -> rx.Component:
    """A group of choices: its own legend names it for screen readers, this label for the eye."""
    return rx.el.div(
        rx.el.div(
            rx.el.span(label, class_name="field__label", aria_hidden=True),
            _confirmation(field),
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


def _confirmation(field: str) -> rx.Component:
    """A quiet word that the choice is kept."""
    return rx.el.span(
        rx.cond(
            SettingsState.saved == field,
            rx.el.span(ui.icon("check", 12), "Saved", class_name="settings__saved"),
        ),
        role="status",
    )
