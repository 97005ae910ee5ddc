"""A model of series and acts on them that knows nothing of rules, masks or overrides.

A series is a dictionary from the original start of each occurrence to what it shows, or to None
once it was deleted. Acts are drawn by Hypothesis; the pure functions and the service run them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

ZONE = "Europe/Berlin"
FIRST, COMPARED, LAST = datetime(2026, 1, 1), datetime(2026, 12, 1), datetime(2027, 10, 1)
"""Occurrences are read from `FIRST` to `LAST`, compared if their original start is before
`COMPARED`: a series without end has too many for the model."""

Moment = date | datetime
Scope = Literal["this", "following", "all", "whole"]
Shown = dict[Moment, tuple[Moment, Moment, str]]
"""Start, end and title of the occurrences of a series, by their original start."""


@dataclass(frozen=True)
class Entry:
    """An occurrence: times and title of its own, None for those of its series."""

    times: tuple[datetime, datetime] | None = None
    title: str | None = None


@dataclass(frozen=True)
class Model:
    """A series. `of_rule` are the starts that its rule gives, deleted or not."""

    repeats: str
    all_day: bool
    title: str
    length: timedelta
    of_rule: frozenset[datetime]
    entries: dict[datetime, Entry | None]

    @property
    def first(self) -> datetime:
        """DTSTART."""
        return min(self.of_rule or self.entries)

    @property
    def is_single(self) -> bool:
        """Whether it does not repeat: what a series of one date without a rule is."""
        return not self.of_rule and list(self.entries.values()) == [Entry()]

    def times(self, original: datetime) -> tuple[datetime, datetime]:
        entry = self.entries[original]
        return (entry and entry.times) or (original, original + self.length)

    def shown(self) -> Shown:
        shown: Shown = {}
        for original, entry in self.entries.items():
            if entry is not None and original < COMPARED:
                start, end = map(self.moment, self.times(original))
                shown[self.moment(original)] = (start, end, entry.title or self.title)
        return shown

    def moment(self, at: datetime) -> Moment:
        return at.date() if self.all_day else at

    def there(self) -> list[datetime]:
        """The first original starts of what is not deleted."""
        return sorted(one for one, entry in self.entries.items() if entry is not None)[:12]

    def gone(self) -> list[datetime]:
        return sorted(one for one, entry in self.entries.items() if entry is None)


@dataclass(frozen=True)
class Command:
    """An act on the series number `series`; with `new` as the number of one that it makes.

    `fields` is the body of a creation or a patch.
    """

    act: Literal["create", "change", "delete", "restore", "refused"]
    series: int
    scope: Scope = "whole"
    original: datetime = FIRST
    fields: dict[str, Any] | None = None
    new: int = 0


Models = dict[int, Model]


@dataclass(frozen=True)
class Wish:
    """What Hypothesis draws for an act; `planned` makes it fit the series that are there."""

    act: Literal["create", "change", "change", "delete", "restore", "refused"]
    scope: Scope
    series: int
    occurrence: int
    days: int
    hour: int
    length: int | None
    fields: Literal["title", "times", "both", "back"]
    repeats: str
    ending: str
    count: int
    start: int
    all_day: bool
    added: tuple[int, ...]


wishes = st.builds(
    Wish,
    act=st.sampled_from((*("change", "delete") * 3, "restore", "restore", "create", "refused")),
    scope=st.sampled_from((*("this", "following", "all", "whole") * 2, "this")),
    series=st.integers(0, 5),
    occurrence=st.sampled_from((0, 0, 0, *range(12))),
    days=st.integers(-2, 2),
    hour=st.integers(4, 21),
    length=st.none() | st.integers(1, 3),
    fields=st.sampled_from(("title", "times", "both", "back")),
    repeats=st.sampled_from(
        ("daily", "third day", "weekly", "weekday", "weekdays", "monthly", "day")
    ),
    ending=st.sampled_from(("COUNT", "UNTIL", "")),
    count=st.integers(1, 9),
    start=st.integers(0, 40),
    all_day=st.booleans(),
    added=st.lists(st.integers(-3, 20), max_size=2, unique=True).map(tuple),
)


def planned(models: Models, wish: Wish, number: int) -> Command | None:
    """The act number `number` (1, 2, ...) as a command, None where there is nothing to act on."""
    if wish.act == "create" or not models:
        return None if len(models) > 3 else Command("create", number, fields=_created(wish, number))
    at = sorted(models)[wish.series % len(models)]
    model = models[at]
    there, gone = model.there(), model.gone()
    if wish.act == "restore":
        return Command("restore", at, original=_pick(gone, wish)) if gone else None
    if wish.act == "refused":
        wrong = _pick(gone, wish) if gone else min(model.entries) - timedelta(days=500)
        return Command("refused", at, wish.scope, wrong)
    scope = "whole" if model.is_single else wish.scope
    if scope != "whole" and not there:
        return None
    original = model.first if scope == "whole" else _pick(there, wish)
    if wish.act == "delete":
        return Command("delete", at, scope, original)
    fields = _changed(model, original, replace(wish, scope=scope), number)
    return Command("change", at, scope, original, fields, number)


def _pick(starts: list[datetime], wish: Wish) -> datetime:
    return starts[wish.occurrence % len(starts)]


def _created(wish: Wish, number: int) -> dict[str, Any]:
    """The body of a new series, with what the model has to know of it."""
    day = datetime(2026, 3, 9) + timedelta(days=wish.start)
    if wish.repeats == "weekdays":
        day -= timedelta(days=day.weekday())
    if wish.repeats in ("monthly", "day"):
        day = day.replace(day=5 + wish.start % 20)
    start = day if wish.all_day else day.replace(hour=wish.hour)
    length = timedelta(days=wish.length or 1) if wish.all_day else timedelta(hours=wish.length or 0)
    ending = wish.ending if wish.ending or wish.repeats in ENDLESS else "COUNT"
    starts = _starts(wish.repeats, start, wish.count if ending else 60)
    minutes = timedelta(minutes=0 if wish.all_day else 30)
    added = {start + timedelta(days=by) + minutes for by in wish.added} - set(starts)
    model = Model(
        wish.repeats,
        wish.all_day,
        f"Title {number}",
        length,
        frozenset(starts),
        dict.fromkeys((*starts, *added), Entry()),
    )
    rule = RULES[wish.repeats].format(weekday=WEEKDAYS[start.weekday()], day=start.day)
    if ending == "COUNT":
        rule += f";COUNT={wish.count}"
    if ending == "UNTIL":
        rule += f";UNTIL={_until(starts[-1], wish.all_day)}"
    return {
        "model": model,
        "title": model.title,
        "start": model.moment(start),
        "end": model.moment(start + length),
        "time_zone": ZONE,
        "rrule": rule,
        "rdate": [model.moment(one) for one in sorted(added)],
    }


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ENDLESS = ("weekly", "weekday")
"""What may have no end: 60 of them reach beyond `COMPARED`, however they are shifted."""

RULES = {
    "daily": "FREQ=DAILY",
    "third day": "FREQ=DAILY;INTERVAL=3",
    "weekly": "FREQ=WEEKLY",
    "weekday": "FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "monthly": "FREQ=MONTHLY",
    "day": "FREQ=MONTHLY;BYMONTHDAY={day}",
}
_STEPS = {"daily": (1,), "third day": (3,), "weekly": (7,), "weekday": (14,), "weekdays": (2, 2, 3)}


def _starts(repeats: str, start: datetime, count: int) -> list[datetime]:
    if repeats not in _STEPS:
        months = [start.month - 1 + number for number in range(count)]
        return [start.replace(year=start.year + one // 12, month=one % 12 + 1) for one in months]
    starts, steps = [start], _STEPS[repeats]
    while len(starts) < count:
        starts.append(starts[-1] + timedelta(days=steps[(len(starts) - 1) % len(steps)]))
    return starts


def _until(last: datetime, all_day: bool) -> str:
    if all_day:
        return f"{last:%Y%m%d}"
    return f"{last.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _changed(model: Model, original: datetime, wish: Wish, number: int) -> dict[str, Any]:
    """The patch that moves or renames an occurrence, or gives it back what its series has."""
    fields: dict[str, Any] = {}
    if wish.fields in ("title", "both"):
        fields["title"] = f"Title {number}"
    if wish.fields == "back":
        fields["title"] = model.title
    if wish.fields != "title":
        start, end = model.times(original)
        length = end - start
        if wish.length is not None:
            length = timedelta(days=wish.length) if model.all_day else timedelta(hours=wish.length)
        start += timedelta() if wish.fields == "back" else _shift(model, wish)
        if wish.fields == "back" and wish.scope == "this":
            start, length = original, model.length
        fields |= {"start": model.moment(start), "end": model.moment(start + length)}
    return fields


def _shift(model: Model, wish: Wish) -> timedelta:
    """By how much to move: such that the rule still gives all starts, moved."""
    hours = 0 if model.all_day else wish.hour - model.first.hour
    days = wish.days
    if wish.scope != "this" and model.of_rule and model.repeats == "weekdays":
        days = 0
    if wish.scope != "this" and model.of_rule and model.repeats in ("monthly", "day"):
        days = 5 + wish.start % 20 - model.first.day
    return timedelta(days=days, hours=hours)


def after(models: Models, command: Command) -> Models:
    """The series after an act that is not refused."""
    at = command.series
    if command.act == "create":
        assert command.fields is not None
        return {**models, at: command.fields["model"]}
    model, original = models[at], command.original
    if command.act == "restore" or command.scope == "this":
        entry = Entry() if command.act == "restore" else _entry(model, original, command.fields)
        return {**models, at: replace(model, entries={**model.entries, original: entry})}
    if command.scope == "following" and original != min(model.entries):
        before = _only(model, (one for one in model.entries if one < original))
        later = _only(model, (one for one in model.entries if one >= original))
        if command.fields is None:
            return {**models, at: before}
        return {**models, at: before, command.new: _all(later, original, command.fields)}
    if command.fields is None:
        return {one: model for one, model in models.items() if one != at}
    return {**models, at: _all(model, original, command.fields)}


def _only(model: Model, starts: Iterable[datetime]) -> Model:
    entries = {one: model.entries[one] for one in starts}
    return replace(model, entries=entries, of_rule=model.of_rule & set(entries))


def _entry(model: Model, original: datetime, fields: dict[str, Any] | None) -> Entry | None:
    if fields is None:
        return None
    old = model.entries[original] or Entry()
    times = _times(fields) if "start" in fields else old.times
    return _own(model, original, Entry(times, fields.get("title", old.title)))


def _own(model: Model, original: datetime, entry: Entry | None) -> Entry | None:
    """An entry without what is as in its series: that follows it."""
    if entry is None:
        return None
    as_series = (original, original + model.length)
    return Entry(
        None if entry.times == as_series else entry.times,
        None if entry.title == model.title else entry.title,
    )


def _all(model: Model, original: datetime, fields: dict[str, Any]) -> Model:
    """The series after its occurrence `original` was moved or renamed, and all alike."""
    by, length = timedelta(), model.length
    if "start" in fields:
        was, now = model.times(original), _times(fields)
        by = now[0] - was[0]
        if now[1] - now[0] != was[1] - was[0]:
            length = now[1] - now[0]
    moved = replace(
        model,
        title=fields.get("title", model.title),
        length=length,
        of_rule=frozenset(one + by for one in model.of_rule),
        entries={one + by: entry for one, entry in model.entries.items()},
    )
    entries = {one: _own(moved, one, entry) for one, entry in moved.entries.items()}
    return replace(moved, entries=entries)


def _times(fields: dict[str, Any]) -> tuple[datetime, datetime]:
    start, end = fields["start"], fields["end"]
    if isinstance(start, datetime):
        return start, end
    return datetime.combine(start, datetime.min.time()), datetime.combine(end, datetime.min.time())
