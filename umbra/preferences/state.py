"""State of the settings page: each change is saved at once, and confirmed at its field."""

from __future__ import annotations

import reflex as rx

from umbra.accounts import policy
from umbra.accounts.access.event_guard import current_actor
from umbra.accounts.policy import Rules
from umbra.core.errors import InvalidInput
from umbra.core.fields import validated
from umbra.database import transaction
from umbra.preferences import service
from umbra.preferences.rules import SettingsFields, SettingsRow

TEXT_FIELDS = ("display_name", "time_zone", "week_start", "theme", "accent")
SWITCHES = ("week_numbers",)
NUMBERS = ("event_minutes", "first_hour")
FIELDS = (*TEXT_FIELDS, *SWITCHES, *NUMBERS, "auto_lock_minutes", "default_alarm")
LOCK_MINUTES = (1, 5, 15, 30, 60, 240)
EVENT_MINUTES = (15, 30, 45, 60, 90, 120)
NEVER = ("", "Never")
ALARMS = {
    "": "None",
    "PT0M": "At the time",
    "PT10M": "10 minutes before",
    "PT30M": "30 minutes before",
    "PT1H": "1 hour before",
    "P1D": "1 day before",
}
"""The alarms that the page offers, by how long before they are."""

OTHER_ALARM = "other"
"""The value of an alarm that only the API can set."""


class SettingsState(rx.State):
    """The account's settings as stored. `saved` is the name of the field saved last.

    `auto_lock_minutes`, `event_minutes` and `first_hour` are the values of select elements:
    numbers as text, for `auto_lock_minutes` empty for never.
    `default_alarm` is how long before it is (ISO 8601), empty for none.
    `lock_max_minutes` is the policy's maximum, 0 for no limit.
    """

    display_name: rx.Field[str] = rx.field("")
    time_zone: rx.Field[str] = rx.field("")
    week_start: rx.Field[str] = rx.field("")
    theme: rx.Field[str] = rx.field("")
    accent: rx.Field[str] = rx.field("")
    auto_lock_minutes: rx.Field[str] = rx.field("")
    week_numbers: rx.Field[bool] = rx.field(False)
    event_minutes: rx.Field[str] = rx.field("")
    first_hour: rx.Field[str] = rx.field("")
    default_alarm: rx.Field[str] = rx.field("")
    alarm_choices: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    length_choices: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    lock_choices: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    lock_max_minutes: rx.Field[int] = rx.field(0)
    loaded: rx.Field[bool] = rx.field(False)
    saved: rx.Field[str] = rx.field("")
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)

    @rx.event
    async def load(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            self._show(await service.get_settings(tx, actor), await policy.read(tx))
        self.saved, self.errors = "", {}
        self.loaded = True

    @rx.event
    async def changed(self, _versions: dict[str, int]) -> None:
        """Reads the settings again. The live listener calls this when they or the policy change."""
        if self.loaded:
            actor = current_actor()
            async with transaction(actor) as tx:
                self._show(await service.get_settings(tx, actor), await policy.read(tx))

    @rx.event
    async def save(self, field: str, value: str | bool) -> None:
        """Saves one setting. An invalid value is reported at its field, and nothing changes."""
        actor = current_actor()
        self.saved = ""
        self.errors = {name: error for name, error in self.errors.items() if name != field}
        try:
            if field not in FIELDS:
                raise InvalidInput.at(field, "Not a setting.")
            patch = validated(SettingsFields, {field: _parsed(field, value)})
            async with transaction(actor) as tx:
                settings = await service.patch_settings(tx, actor, patch)
                rules = await policy.read(tx)
        except InvalidInput as refusal:
            self.errors = {**self.errors, field: refusal.detail}
            return
        self._show(settings, rules)
        self.saved = field

    def _show(self, settings: SettingsRow, rules: Rules) -> None:
        for field in TEXT_FIELDS:
            setattr(self, field, getattr(settings, field))
        self.week_numbers = settings.week_numbers
        self.event_minutes, self.first_hour = str(settings.event_minutes), str(settings.first_hour)
        self.length_choices = length_choices(settings.event_minutes)
        self.default_alarm = alarm_choice(settings)
        self.alarm_choices = alarm_choices(self.default_alarm)
        self.auto_lock_minutes = str(settings.auto_lock_minutes or "")
        self.lock_choices = lock_choices(settings.auto_lock_minutes)
        self.lock_max_minutes = rules.auto_lock_max_minutes or 0


def lock_choices(current: int | None) -> list[tuple[str, str]]:
    """The options of "Lock after", as (value, label) pairs; `current` minutes are among them."""
    choices = sorted({*LOCK_MINUTES, current} - {None})
    return [*((str(minutes), _minutes_label(minutes)) for minutes in choices if minutes), NEVER]


def alarm_choice(settings: SettingsRow) -> str:
    """The value of the default alarm among `alarm_choices`."""
    alarm = settings.default_alarm
    if alarm is None:
        return ""
    before = alarm.get("before", OTHER_ALARM)
    return before if before in ALARMS else OTHER_ALARM


def alarm_choices(current: str) -> list[tuple[str, str]]:
    """The options of "Default alarm", as (value, label) pairs."""
    other = [(OTHER_ALARM, "Another one, set by the API")] if current == OTHER_ALARM else []
    return [*ALARMS.items(), *other]


def length_choices(current: int) -> list[tuple[str, str]]:
    """The options of "New events last", as (value, label) pairs, `current` minutes among them."""
    return [(str(one), _minutes_label(one)) for one in sorted({*EVENT_MINUTES, current})]


def _minutes_label(count: int) -> str:
    if count % 60 == 0:
        return "1 hour" if count == 60 else f"{count // 60} hours"
    return "1 minute" if count == 1 else f"{count} minutes"


def _parsed(field: str, value: str | bool) -> str | int | bool | dict[str, str | bool] | None:
    """The value of a form field as the setting takes it: text, a number, or None for empty."""
    if field == "default_alarm":
        return {"before": value} if value else None
    if field in TEXT_FIELDS or isinstance(value, bool):
        return value
    return (int(value) if value.isdecimal() else value) or None
