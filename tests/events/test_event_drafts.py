"""An event as the texts of the panel's form, and what is typed there as changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from umbra.core.errors import InvalidInput
from umbra.events.opened import OpenEvent, moved_id
from umbra.events.rules import Times
from umbra.events.state.drafts import (
    Account,
    changes_of,
    draft_of,
    errors_of,
    fields_of,
    new_draft,
    slot_of,
)
from umbra.events.state.looking import look_at
from umbra.events.whole import Details
from umbra.recurrence.rules import parse_rule
from umbra.recurrence.series import Moment, Series

ACCOUNT = Account("Europe/Berlin", 60, 8, 0)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
TEN, ELEVEN = datetime(2026, 11, 26, 10), datetime(2026, 11, 26, 11)


def event(
    start: Moment = TEN,
    end: Moment = ELEVEN,
    zone: str | None = "Europe/Berlin",
    rule: str | None = None,
    **details: Any,
) -> OpenEvent:
    given = {"title": "Yoga", "notes": "", "place": "", "location_id": None, "colour": None}
    length = datetime.combine(end, datetime.min.time()) if type(end) is date else end
    first = datetime.combine(start, datetime.min.time()) if type(start) is date else start
    assert isinstance(length, datetime)
    assert isinstance(first, datetime)
    series = Series(start, length - first, zone, parse_rule(rule) if rule else None)
    return OpenEvent(
        UUID(int=1),
        3,
        start if rule else None,
        start,
        Times(start, end, zone),
        Details(**{**given, **details}),
        series,
        ("sport",),
        NOW,
    )


def changed(opened: OpenEvent, **touched: str) -> dict[str, Any]:
    base = draft_of(opened, ACCOUNT)
    return changes_of(touched, base, opened, ACCOUNT).of_series


def test_an_all_day_event_names_its_last_day_and_is_stored_with_the_day_after() -> None:
    days = event(date(2026, 11, 26), date(2026, 11, 29), None)
    draft = draft_of(days, ACCOUNT)
    assert (draft["all_day"], draft["start_date"], draft["end_date"]) == (
        "on",
        "2026-11-26",
        "2026-11-28",
    )
    assert changed(days, end_date="2026-11-29") == {"end": "2026-11-30"}


def test_a_form_that_is_not_touched_changes_nothing() -> None:
    assert changed(event(rule="FREQ=WEEKLY")) == {}


def test_only_the_edge_that_was_touched_is_sent() -> None:
    assert changed(event(), end_time="11:30") == {"end": "2026-11-26T11:30:00"}
    assert changed(event(), start_time="09:30") == {"start": "2026-11-26T09:30:00"}


def test_all_day_switched_off_again_takes_the_times_typed_before() -> None:
    days = event(date(2026, 11, 26), date(2026, 11, 27), None)
    assert changed(days, all_day="", start_time="07:15", end_time="08:00") == {
        "start": "2026-11-26T07:15:00",
        "end": "2026-11-26T08:00:00",
        "time_zone": "Europe/Berlin",
    }


def test_another_zone_keeps_the_wall_clock_time() -> None:
    assert changed(event(), time_zone="Asia/Tokyo") == {
        "start": "2026-11-26T10:00:00",
        "end": "2026-11-26T11:00:00",
        "time_zone": "Asia/Tokyo",
    }


def test_emptied_fields_are_reset_and_tags_are_a_line_each() -> None:
    coloured = event(colour="teal", location_id=UUID(int=2))
    assert changed(coloured, colour="", location_id="", tags="a\n b \n\n") == {
        "colour": None,
        "location_id": None,
        "tags": ["a", "b"],
    }


@pytest.mark.parametrize(
    ("touched", "field"),
    [
        ({"start_date": ""}, "start_date"),
        ({"end_time": ""}, "end_time"),
        ({"end_time": "09:00"}, "end_time"),
        ({"end_date": "2026-11-25"}, "end_date"),
        ({"repeat": "custom", "unit": "week", "day_3": "", "day_0": "on"}, "repeat"),
    ],
)
def test_what_is_not_valid_is_refused_at_its_field(touched: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        changed(event(), **touched)
    assert list(errors_of(refused.value)) == [field]


def test_refusals_of_the_service_are_shown_at_the_form_s_fields() -> None:
    refusal = InvalidInput.at("rrule", "Does not fit the new start.")
    assert errors_of(refusal) == {"repeat": "Does not fit the new start."}


def test_a_rule_is_sent_only_when_its_fields_were_touched() -> None:
    weekly = event(rule="FREQ=WEEKLY;BYDAY=TH")
    assert "rrule" not in changed(weekly, start_time="12:00", end_time="13:00")
    assert changed(weekly, repeat="daily") == {"rrule": "FREQ=DAILY"}
    assert changed(weekly, repeat="none") == {"rrule": None}


def test_the_rule_of_a_numbered_weekday_moves_with_the_start_for_the_series_alone() -> None:
    monthly = event(rule="FREQ=MONTHLY;BYDAY=4TH")
    touched = {"start_date": "2026-11-27", "end_date": "2026-11-27"}
    changes = changes_of(touched, draft_of(monthly, ACCOUNT), monthly, ACCOUNT)
    assert changes.of_series["rrule"] == "FREQ=MONTHLY;BYDAY=4FR"
    assert "rrule" not in changes.patch


def test_an_occurrence_that_was_moved_by_itself_has_the_rule_of_its_series() -> None:
    weekly = event(rule="FREQ=WEEKLY;BYDAY=TH")
    later = timedelta(days=1)
    moved = replace(weekly, times=Times(TEN + later, ELEVEN + later, "Europe/Berlin"))
    draft = draft_of(moved, ACCOUNT)
    assert (draft["start_date"], draft["repeat"]) == ("2026-11-27", "weekly")
    look = look_at(draft, moved, ACCOUNT, NOW)
    assert look is not None
    assert dict(look.rule.options)["weekly"] == "Every week on Thursday"
    assert look.rule.problem == ""


def test_dates_without_a_rule_are_kept_until_the_event_no_longer_repeats() -> None:
    base = event()
    dates = replace(
        base,
        recurrence_id=TEN,
        series=replace(base.series, rdates=frozenset({TEN + timedelta(days=3)})),
    )
    assert draft_of(dates, ACCOUNT)["repeat"] == "kept"
    assert changed(dates, repeat="none") == {"rrule": None, "rdate": [], "exdate": []}


def test_a_rule_is_shown_in_words_with_its_next_five_dates() -> None:
    look = look_at(draft_of(event(rule="FREQ=WEEKLY"), ACCOUNT), None, ACCOUNT, NOW)
    assert look is not None
    assert look.rule.words == "Every Thursday."
    assert len(look.rule.dates) == 5


def test_a_time_in_another_zone_says_when_it_is_for_the_user() -> None:
    tokyo = event(datetime(2026, 11, 27, 3), datetime(2026, 11, 27, 4), "Asia/Tokyo")
    look = look_at(draft_of(tokyo, ACCOUNT), tokyo, ACCOUNT, NOW)
    assert look is not None
    assert look.local == "Thu 26 Nov 19:00 to 20:00 in Europe/Berlin"


def test_half_typed_times_change_nothing_that_is_shown() -> None:
    draft = {**draft_of(event(), ACCOUNT), "start_date": ""}
    assert look_at(draft, event(), ACCOUNT, NOW) is None


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-12-01T09:15", "2026-12-01T10:00", ("2026-12-01T09:15:00", "2026-12-01T10:00:00")),
        ("2026-12-01T09:15", "", ("2026-12-01T09:15:00", "2026-12-01T10:15:00")),
        ("2026-12-01T09:15", "2026-12-01T09:15", ("2026-12-01T09:15:00", "2026-12-01T10:15:00")),
        ("2026-12-01", "2026-12-03", ("2026-12-01", "2026-12-03")),
        ("2026-12-01", "", ("2026-12-01", "2026-12-02")),
        ("", "", ("2026-11-26T11:00:00", "2026-11-26T12:00:00")),
        ("nonsense", "2026-12-01", ("2026-11-26T11:00:00", "2026-11-26T12:00:00")),
    ],
)
def test_a_chosen_time_has_an_end_after_its_start(
    start: str, end: str, expected: tuple[str, str]
) -> None:
    found = slot_of(start, end, ACCOUNT, datetime(2026, 11, 26, 10, 20))
    assert tuple(one.isoformat() for one in found) == expected


def test_a_new_draft_is_stored_as_it_is_shown() -> None:
    draft = {**new_draft(TEN, ELEVEN, ACCOUNT), "title": "Yoga", "repeat": "weekly"}
    fields = fields_of(draft, ACCOUNT)
    assert (fields["start"], fields["end"]) == ("2026-11-26T10:00:00", "2026-11-26T11:00:00")
    assert (fields["time_zone"], fields["rrule"]) == ("Europe/Berlin", "FREQ=WEEKLY;BYDAY=TH")
    days = fields_of(new_draft(date(2026, 11, 26), date(2026, 11, 28), ACCOUNT), ACCOUNT)
    assert (days["start"], days["end"], days["time_zone"]) == ("2026-11-26", "2026-11-28", None)


def test_a_recurrence_id_moves_by_as_much_as_its_occurrence() -> None:
    times = Times(ELEVEN, ELEVEN, "Europe/Berlin")
    assert moved_id(TEN, times, ELEVEN + timedelta(days=1)) == TEN + timedelta(days=1)
    assert moved_id(TEN, times, date(2026, 11, 30)) == date(2026, 11, 30)
    days = Times(date(2026, 11, 26), date(2026, 11, 27), None)
    assert moved_id(date(2026, 11, 25), days, date(2026, 11, 27)) == date(2026, 11, 26)
