"""The allowed values of settings, and the request body that carries them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StrictBool, StrictInt

from umbra.core.alarms import BeforeAlarm, DayAlarm, DefaultAlarm
from umbra.core.fields import READ_ONLY, Patch
from umbra.core.text import LONGEST_NAME, storable
from umbra.core.zones import is_known_zone, zone_names
from umbra.preferences.models import Accent, Background, Card, Theme, WeekStart

MOST_UPCOMING_DAYS = 366
MOST_LOCK_MINUTES = 24 * 60
MOST_EVENT_MINUTES = 24 * 60
LAST_HOUR = 23

_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}", re.ASCII)


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """Returns the IANA time zone names that can be chosen, sorted."""
    return tuple(sorted(zone_names()))


def _time_zone(name: str) -> str:
    if not is_known_zone(name):
        raise ValueError("Must be an IANA time zone name, such as Europe/Berlin.")
    return name


def _locale(tag: str) -> str:
    if not _LOCALE.fullmatch(tag):
        raise ValueError("Must be a language tag, such as en or de-CH.")
    return tag


def _display_name(name: str) -> str:
    trimmed = " ".join(storable(name).split())
    if len(trimmed) > LONGEST_NAME:
        raise ValueError(f"Can have at most {LONGEST_NAME} characters; this has {len(trimmed)}.")
    return trimmed


def _days(count: int) -> int:
    if not 1 <= count <= MOST_UPCOMING_DAYS:
        raise ValueError(f"Must be 1 to {MOST_UPCOMING_DAYS} days.")
    return count


def _minutes(count: int) -> int:
    if not 1 <= count <= MOST_LOCK_MINUTES:
        raise ValueError(f"Must be 1 to {MOST_LOCK_MINUTES} minutes, or null to never lock.")
    return count


def _event_minutes(count: int) -> int:
    if not 5 <= count <= MOST_EVENT_MINUTES:
        raise ValueError(f"Must be 5 to {MOST_EVENT_MINUTES} minutes.")
    return count


def _hour(number: int) -> int:
    if not 0 <= number <= LAST_HOUR:
        raise ValueError(f"Must be an hour of the day, 0 to {LAST_HOUR}.")
    return number


def _without_duplicates(cards: list[Card]) -> list[Card]:
    return list(dict.fromkeys(cards))


def _between(minimum: int, maximum: int) -> Any:
    """The bounds for the OpenAPI schema; the validators check them, with messages of their own."""
    return Field(json_schema_extra={"minimum": minimum, "maximum": maximum})


TimeZone = Annotated[str, AfterValidator(_time_zone)]
"""An IANA time zone name that this server knows."""


class SettingsFields(Patch):
    """Request body: all settings (PUT; a missing field gets its default) or some (PATCH).

    An empty `dashboard_cards` means the default cards. `auto_lock_minutes` null means never.
    `event_minutes` is the length of a new event; the calendar's week opens at `first_hour`.
    New events, and todos and tasks with a day, begin with `default_alarm` on the pages.
    """

    _read_only = READ_ONLY | {"time_zone_confirmed"}

    display_name: Annotated[
        str, AfterValidator(_display_name), Field(json_schema_extra={"maxLength": LONGEST_NAME})
    ] = ""
    time_zone: TimeZone = "UTC"
    locale: Annotated[str, AfterValidator(_locale)] = "en"
    week_start: WeekStart = "monday"
    week_numbers: StrictBool = False
    dashboard_cards: Annotated[list[Card], AfterValidator(_without_duplicates)] = Field(
        default_factory=list
    )
    theme: Theme = "system"
    accent: Accent = "indigo"
    background: Background = "aurora"
    upcoming_days: Annotated[StrictInt, AfterValidator(_days), _between(1, MOST_UPCOMING_DAYS)] = 7
    auto_lock_minutes: (
        Annotated[StrictInt, AfterValidator(_minutes), _between(1, MOST_LOCK_MINUTES)] | None
    ) = 15
    event_minutes: Annotated[
        StrictInt, AfterValidator(_event_minutes), _between(5, MOST_EVENT_MINUTES)
    ] = 60
    first_hour: Annotated[StrictInt, AfterValidator(_hour), _between(0, LAST_HOUR)] = 8
    default_alarm: DefaultAlarm = None


@dataclass(frozen=True, slots=True)
class SettingsRow:
    """An owner's settings. Version 0 means that no row is stored: these are the defaults.

    `time_zone_confirmed` is true once the user has chosen the time zone, false while it is a
    guess from a browser.
    """

    version: int = 0
    display_name: str = ""
    time_zone: str = "UTC"
    time_zone_confirmed: bool = False
    locale: str = "en"
    week_start: WeekStart = "monday"
    week_numbers: bool = False
    dashboard_cards: tuple[Card, ...] = ()
    theme: Theme = "system"
    accent: Accent = "indigo"
    background: Background = "aurora"
    upcoming_days: int = 7
    auto_lock_minutes: int | None = 15
    event_minutes: int = 60
    first_hour: int = 8
    default_alarm: BeforeAlarm | DayAlarm | None = None
    updated_at: datetime | None = None
