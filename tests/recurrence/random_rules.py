"""Random rules that RFC 5545 allows, for property tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from umbra.core.errors import InvalidInput
from umbra.recurrence.rules import ByDay, Frequency, Rule, parse_rule, write_rule


def _some(values: st.SearchStrategy[int], most: int = 3) -> st.SearchStrategy[tuple[int, ...]]:
    chosen = st.lists(values, min_size=1, max_size=most, unique=True)
    return st.just(()) | chosen.map(lambda numbers: tuple(sorted(numbers)))


def _signed(most: int) -> st.SearchStrategy[int]:
    return st.integers(1, most) | st.integers(-most, -1)


def _by_days(numbered: bool) -> st.SearchStrategy[tuple[ByDay, ...]]:
    nth = st.none() | _signed(5) if numbered else st.none()
    days = st.lists(st.builds(ByDay, st.integers(0, 6), nth), max_size=4, unique=True)
    return days.map(lambda given: tuple(sorted(given, key=lambda day: (day.weekday, day.nth or 0))))


@st.composite
def rules(draw: st.DrawFn, start: datetime | None = None) -> Rule:
    """A rule; it may never happen. With `start`, half of them end by COUNT or UNTIL (local)."""
    freq = draw(st.sampled_from([f for f in Frequency if f is not Frequency.HOURLY]))
    parts: dict[str, Any] = {
        "interval": draw(st.integers(1, 5)),
        "week_start": draw(st.integers(0, 6)),
        "by_month": draw(_some(st.integers(1, 12))),
        "by_hour": draw(st.just(()) | _some(st.integers(0, 23), 2)),
    }
    yearly_by = draw(st.sampled_from(["days", "week", "year day"]))
    if freq is not Frequency.WEEKLY:
        parts["by_month_day"] = draw(_some(_signed(31)))
    if freq is Frequency.YEARLY and yearly_by == "week":
        parts["by_week_no"] = draw(_some(_signed(53)))
    if freq is Frequency.YEARLY and yearly_by == "year day":
        parts["by_year_day"] = draw(_some(_signed(366)))
    numbered = freq in {Frequency.YEARLY, Frequency.MONTHLY} and not parts.get("by_week_no")
    parts["by_day"] = draw(_by_days(numbered))
    parts["by_set_pos"] = draw(_some(_signed(5), 2))
    if start is not None and draw(st.booleans()):
        if draw(st.booleans()):
            parts["count"] = draw(st.integers(1, 40))
        else:
            parts["until"] = start + timedelta(days=draw(st.integers(0, 2_000)))
    for without in ((), ("by_set_pos",), ("by_set_pos", "by_month_day")):
        kept = {name: value for name, value in parts.items() if name not in without}
        rule = Rule(freq, **kept)
        try:
            parse_rule(write_rule(rule))
        except InvalidInput:
            continue
        return rule
    return Rule(freq, interval=parts["interval"])


moments = st.datetimes(datetime(1996, 1, 1), datetime(2040, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
