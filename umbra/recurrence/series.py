"""A series: DTSTART, length, zone and what repeats it, checked; and where its rule ends.

Times are of three kinds (RFC 5545 section 3.3.5). All-day: dates, the end exclusive. Zoned:
wall-clock times (naive datetimes) in an IANA zone. Floating: wall-clock times without a zone,
which mean that time wherever the user is. UTC is derived from them, never stored in a series.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from umbra.core.errors import InvalidInput
from umbra.core.zones import instant_of, is_known_zone, wall_clock
from umbra.recurrence.patterns import last_moment, moments, nth_moment, plan_of
from umbra.recurrence.rules import FIRST_YEAR, LAST_YEAR, Rule

Moment = date | datetime
"""A date of an all-day series, or a wall-clock time (naive) of a timed one."""

MOST_DATES = 5_000
LONGEST_REPEATED = timedelta(days=366)
"""How long one occurrence of a series can be; it bounds how far back a window has to look."""

ENDLESS = datetime.max
NEVER = datetime.min
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Override:
    """An occurrence that was moved: where it is now, in a zone that may be another one.

    `recurrence_id` is its original start in the series (RFC 5545 section 3.8.4.4).
    """

    recurrence_id: Moment
    start: Moment
    end: Moment
    zone: str | None


@dataclass(frozen=True, slots=True)
class Series:
    """What repeats. `make_series` checks; this constructor trusts, for values read back.

    `start` is DTSTART and says whether the series is all-day; `length` is wall-clock time.
    `rdates` and `exdates` are starts like `start`; a date among the exdates of a timed series
    excludes that whole local day. An occurrence of the rule is one only if the rule yields it,
    DTSTART too: RFC 5545 section 3.8.5.3 leaves undefined what a DTSTART outside its rule means.
    """

    start: Moment
    length: timedelta
    zone: str | None
    rule: Rule | None = None
    rdates: frozenset[Moment] = frozenset()
    exdates: frozenset[Moment] = frozenset()
    overrides: tuple[Override, ...] = ()

    @property
    def all_day(self) -> bool:
        return is_date(self.start)

    @property
    def first(self) -> datetime:
        """DTSTART as a wall-clock time; midnight for an all-day series."""
        return as_datetime(self.start)


def make_series(
    start: Moment,
    end: Moment | None,
    zone: str | None = None,
    rule: Rule | None = None,
    *,
    rdates: Collection[Moment] = (),
    exdates: Collection[Moment] = (),
    overrides: Collection[Override] = (),
) -> Series:
    """A series from what a user or a file gives.

    `end` is exclusive. None, or the date of `start`, means one day for an all-day series, and
    None no length for a timed one (RFC 5545 sections 3.6.1 and 3.8.2.2). `rdates` and `exdates`
    may be instants (aware) too: they become wall-clock times of the series. The rule's UNTIL is
    brought into the form that DTSTART asks for (`conforming`).

    Raises InvalidInput at `start`, `end`, `time_zone`, `rrule`, `rdate` or `exdate`.
    """
    _check_start(start, zone)
    zone = None if is_date(start) else zone
    length = _length_of(start, end)
    if rule is not None:
        rule = _checked_rule(rule, start, zone, length)
    return Series(
        start,
        length,
        zone,
        rule,
        _local_starts(rdates, start, zone, "rdate"),
        _local_starts(exdates, start, zone, "exdate"),
        tuple(overrides),
    )


def is_date(moment: Moment) -> bool:
    """Whether a moment is a date without a time; a datetime is a `date` too for Python."""
    return not isinstance(moment, datetime)


def as_datetime(moment: Moment) -> datetime:
    """A moment as a datetime: midnight for a date."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def moment_of(text: str) -> Moment | None:
    """A date `YYYY-MM-DD` or a wall-clock time `YYYY-MM-DDTHH:MM`; None for another text."""
    try:
        found = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None
    return None if isinstance(found, datetime) and found.tzinfo else found


def local_start(moment: Moment, zone: str | None, all_day: bool) -> Moment:
    """A start from outside as the series has it: the value of EXDATE, RDATE, RECURRENCE-ID.

    An instant (aware) becomes a wall-clock time in `zone`, in a floating series that of UTC; in
    an all-day series any time becomes its date. A date in a timed series stays a date.
    """
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
        moment = wall_clock(moment, zone) if zone else moment.replace(tzinfo=None)
    return moment.date() if all_day else moment.replace(microsecond=0)


def conforming(rule: Rule, start: Moment, zone: str | None) -> Rule:
    """`rule` with UNTIL in the form RFC 5545 section 3.3.10 demands: of the type of DTSTART.

    A date for all-day, UTC for zoned, wall-clock time for floating series. Read generously: a
    date on a timed series includes that whole local day; a wall-clock time on a zoned series is
    of its zone.
    """
    if rule.until is None:
        return rule
    if is_date(start):
        until = rule.until.date() if isinstance(rule.until, datetime) else rule.until
    elif isinstance(rule.until, datetime) and rule.until.tzinfo:
        until = rule.until if zone else rule.until.replace(tzinfo=None)
    else:
        local = rule.until
        if not isinstance(local, datetime):
            local = datetime.combine(local, time(23, 59, 59))
        until = instant_of(local, zone) if zone else local
    return replace(rule, until=until)


def fits(rule: Rule, start: Moment) -> bool:
    """Whether `start` is itself a match of the rule, as RFC 5545 expects of DTSTART."""
    return first_match(rule, start) == start


def first_match(rule: Rule, start: Moment) -> Moment | None:
    """The first match of the rule on or after `start`, to which a form moves a start outside it.

    None if the rule never matches. Like `start`, a date or a wall-clock time.
    """
    found = next(moments(plan_of(rule, start), as_datetime(start)), None)
    return found.date() if found and is_date(start) else found


@lru_cache(maxsize=4096)
def last_start(rule: Rule, start: Moment, zone: str | None) -> datetime:
    """The wall-clock start of the rule's last occurrence, from its COUNT or UNTIL.

    ENDLESS for a rule with neither, NEVER if nothing occurs. EXDATEs are not looked at. With
    COUNT it walks all occurrences once, at most 10,000; the number counts wall-clock times, also
    ones that a gap moves (below 3.3.10 they would not count: a new tzdata would move the end).
    """
    plan = plan_of(rule, start)
    first = as_datetime(start)
    if rule.count is not None:
        return nth_moment(plan, first, rule.count) or NEVER
    if rule.until is None:
        return ENDLESS
    until = conforming(rule, start, zone).until
    assert until is not None
    if not isinstance(until, datetime) or until.tzinfo is None or zone is None:
        bound = as_datetime(until)
        return next(last_moment(plan, first, bound), NEVER)
    bound = wall_clock(until, zone) + _DAY
    back = last_moment(plan, first, bound)
    return next((local for local in back if instant_of(local, zone) <= until), NEVER)


def last_end(series: Series) -> Moment | None:
    """When the last occurrence ends, as a date (exclusive) or wall-clock time of the series.

    None for a series without end. EXDATEs are not looked at, so that excluding and restoring an
    occurrence never changes it: no occurrence ends later. Overrides and RDATEs count.
    """
    last = [as_datetime(moment) for moment in series.rdates]
    if series.rule is None:
        last.append(series.first)
    else:
        last.append(last_start(series.rule, series.start, series.zone))
    if ENDLESS in last:
        return None
    ends = [max(last) + series.length] if max(last) > NEVER else [series.first]
    ends += [_end_of_override(override, series) for override in series.overrides]
    return max(ends).date() if series.all_day else max(ends)


def _end_of_override(override: Override, series: Series) -> datetime:
    end = as_datetime(override.end)
    if series.all_day and end.time() > time():
        return datetime.combine(end.date() + _DAY, time())
    if override.zone and series.zone and override.zone != series.zone:
        return wall_clock(instant_of(end, override.zone), series.zone)
    return end


def _check_start(start: Moment, zone: str | None) -> None:
    if isinstance(start, datetime):
        if start.tzinfo is not None:
            raise InvalidInput.at("start", "Must be a local time, without a UTC offset.")
        if start.microsecond:
            raise InvalidInput.at("start", "Must be in whole seconds.")
        if zone is not None and not is_known_zone(zone):
            raise InvalidInput.at(
                "time_zone", "Must be an IANA time zone name, such as Europe/Berlin."
            )
    _check_year(start, "start")


def _check_year(moment: Moment, field: str) -> None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise InvalidInput.at(field, f"Must be in the years {FIRST_YEAR} to {LAST_YEAR}.")


def _length_of(start: Moment, end: Moment | None) -> timedelta:
    if end is None:
        return _DAY if is_date(start) else timedelta()
    if is_date(start) != is_date(end):
        form = "a date, like the start" if is_date(start) else "a time, like the start"
        raise InvalidInput.at("end", f"Must be {form}: an event has either days or times.")
    if isinstance(end, datetime) and end.tzinfo is not None:
        raise InvalidInput.at("end", "Must be a local time, without a UTC offset.")
    length = as_datetime(end) - as_datetime(start)
    if length < timedelta():
        raise InvalidInput.at("end", "Must not be before the start.")
    return length or (_DAY if is_date(start) else timedelta())


def _checked_rule(rule: Rule, start: Moment, zone: str | None, length: timedelta) -> Rule:
    if length > LONGEST_REPEATED:
        raise InvalidInput.at(
            "end", f"Must be at most {LONGEST_REPEATED.days} days after the start, as it repeats."
        )
    if is_date(start) and rule.names_times:
        raise InvalidInput.at(
            "rrule", "An all-day event can't repeat at times. Remove BYHOUR, BYMINUTE, BYSECOND."
        )
    rule = conforming(rule, start, zone)
    if first_match(rule, start) is None or last_start(rule, start, zone) == NEVER:
        raise InvalidInput.at(
            "rrule", "Never happens from the start on. Change the rule, its end or the start."
        )
    return rule


def _local_starts(
    given: Collection[Moment], start: Moment, zone: str | None, field: str
) -> frozenset[Moment]:
    if len(given) > MOST_DATES:
        raise InvalidInput.at(
            field, f"Can have at most {MOST_DATES:,} dates; this has {len(given):,}."
        )
    for moment in given:
        _check_year(moment, field)
    starts = frozenset(local_start(moment, zone, is_date(start)) for moment in given)
    if field == "rdate" and any(is_date(moment) != is_date(start) for moment in starts):
        raise InvalidInput.at(field, "Must be times like the start, not dates.")
    return starts
