"""The examples of RFC 5545 section 3.8.5.3 give the RFC's dates, from the start and from a jump."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from tests.recurrence.examples import EXAMPLES, NEW_YORK, Example
from umbra.core.zones import instant_of
from umbra.recurrence.occurrences import Window, next_after, occurrences
from umbra.recurrence.rules import parse_rule, write_rule
from umbra.recurrence.series import fits, make_series

ids = [example.words for example in EXAMPLES]


@pytest.mark.parametrize("example", EXAMPLES, ids=ids)
def test_an_example_of_the_rfc_gives_the_rfc_s_starts(example: Example) -> None:
    rule = parse_rule(example.rule, hourly=True)
    series = make_series(example.start, None, NEW_YORK, rule)
    margin = timedelta(days=4_000 if example.ends else 0)
    window = Window(
        example.start.replace(tzinfo=UTC),
        instant_of(example.starts[-1], NEW_YORK) + timedelta(seconds=1) + margin,
        NEW_YORK,
    )
    found = occurrences(series, window)
    assert [occurrence.start for occurrence in found] == list(example.starts)
    assert [occurrence.start_utc for occurrence in found] == [
        instant_of(start, NEW_YORK) for start in example.starts
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=ids)
def test_an_example_of_the_rfc_walked_one_by_one_gives_the_same(example: Example) -> None:
    rule = parse_rule(example.rule, hourly=True)
    series = make_series(example.start, None, NEW_YORK, rule)
    instant = instant_of(example.start, NEW_YORK) - timedelta(seconds=1)
    for start in example.starts:
        found = next_after(series, instant, NEW_YORK)
        assert found is not None
        assert found.start == start
        instant = found.start_utc
    if example.ends:
        assert next_after(series, instant, NEW_YORK) is None


@pytest.mark.parametrize("example", EXAMPLES, ids=ids)
def test_an_example_of_the_rfc_is_written_as_it_is_read(example: Example) -> None:
    rule = parse_rule(example.rule, hourly=True)
    assert parse_rule(write_rule(rule), hourly=True) == rule
    assert fits(rule, example.start)
