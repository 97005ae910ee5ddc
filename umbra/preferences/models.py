"""The `settings` table: one row per owner."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from umbra.core.item import INSTANT, Owned

Theme = Literal["light", "dark", "system"]
THEMES: tuple[Theme, ...] = ("light", "dark", "system")
Accent = Literal["indigo", "blue", "teal", "green", "amber", "orange", "rose", "violet"]
ACCENTS: tuple[Accent, ...] = (
    "indigo",
    "blue",
    "teal",
    "green",
    "amber",
    "orange",
    "rose",
    "violet",
)
WeekStart = Literal["monday", "sunday", "saturday"]
WEEK_STARTS: tuple[WeekStart, ...] = ("monday", "sunday", "saturday")
FIRST_WEEKDAYS: dict[WeekStart, int] = {"monday": 0, "sunday": 6, "saturday": 5}
"""The weekday that a week starts on, as `date.weekday` counts: 0 is Monday."""

Background = Literal["aurora", "plain"]
Card = Literal["today", "overdue", "counts"]


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Preferences(Owned, table=True):
    """An owner's settings. `time_zone` is an IANA name; it determines the owner's "today"."""

    __tablename__ = "settings"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint(_one_of("theme", THEMES), name="theme_is_known"),
        CheckConstraint(_one_of("accent", ACCENTS), name="accent_is_known"),
        CheckConstraint(_one_of("week_start", WEEK_STARTS), name="week_start_is_known"),
        CheckConstraint("first_hour BETWEEN 0 AND 23", name="first_hour_is_of_a_day"),
    )

    version: int = 1
    updated_at: datetime = Field(sa_type=INSTANT)
    time_zone: str = "UTC"
    time_zone_confirmed: bool = False
    locale: str = "en"
    week_start: str = "monday"
    week_numbers: bool = False
    dashboard_cards: list[str] = Field(default_factory=list, sa_type=JSONB)
    theme: str = "system"
    accent: str = "indigo"
    background: str = "aurora"
    upcoming_days: int = 7
    auto_lock_minutes: int | None = 15
    event_minutes: int = Field(default=60, sa_column_kwargs={"server_default": "60"})
    first_hour: int = Field(default=8, sa_column_kwargs={"server_default": "8"})
    default_alarm: dict[str, Any] | None = Field(
        default=None, sa_type=cast(Any, JSONB(none_as_null=True)), nullable=True
    )
