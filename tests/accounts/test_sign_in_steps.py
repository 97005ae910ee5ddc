"""The machine of the steps: over all places, events and needs, one way leads in."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbra.accounts.primitives.sign_in_steps import (
    PASSED_BY,
    STEPS,
    Event,
    Needs,
    Position,
    next_position,
)

PLACES: tuple[Position, ...] = ("secret", *STEPS, "signed_in")
EVENTS: tuple[Event, ...] = tuple(PASSED_BY.values())
ALL_NEEDS = [Needs(*needs) for needs in itertools.product((False, True), repeat=3)]


def needed(needs: Needs) -> list[str]:
    return [step for step in STEPS if getattr(needs, step)]


@pytest.mark.parametrize("needs", ALL_NEEDS, ids=str)
def test_each_step_that_is_needed_comes_in_order_and_no_other(needs: Needs) -> None:
    place: Position = "secret"
    visited = []
    while place != "signed_in":
        place = next_position(place, PASSED_BY[place], needs)
        visited.append(place)
    assert visited == [*needed(needs), "signed_in"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("needs", ALL_NEEDS, ids=str)
def test_an_event_that_does_not_pass_a_place_moves_nobody(
    place: Position, event: Event, needs: Needs
) -> None:
    moved = next_position(place, event, needs)
    if PASSED_BY.get(place) != event:
        assert moved == place
    else:
        assert PLACES.index(moved) > PLACES.index(place)


@given(
    events=st.lists(st.sampled_from(EVENTS), max_size=12),
    needs=st.sampled_from(ALL_NEEDS),
)
def test_no_sequence_of_events_leads_in_without_passing_what_is_needed(
    events: list[Event], needs: Needs
) -> None:
    place: Position = "secret"
    passed = []
    for event in events:
        before, place = place, next_position(place, event, needs)
        if place != before:
            passed.append(event)
        if place == "signed_in":
            assert passed == [
                "secret_matched",
                *(PASSED_BY[s] for s in STEPS if s in needed(needs)),
            ]
            return
