"""The state machine of sign-in steps: no sequence of events skips a required step."""

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

POSITIONS: tuple[Position, ...] = ("secret", *STEPS, "signed_in")
EVENTS: tuple[Event, ...] = tuple(PASSED_BY.values())
ALL_NEEDS = [Needs(*needs) for needs in itertools.product((False, True), repeat=3)]


def needed(needs: Needs) -> list[str]:
    return [step for step in STEPS if getattr(needs, step)]


@pytest.mark.parametrize("needs", ALL_NEEDS, ids=str)
def test_exactly_the_required_steps_follow_in_order(needs: Needs) -> None:
    position: Position = "secret"
    visited = []
    while position != "signed_in":
        position = next_position(position, PASSED_BY[position], needs)
        visited.append(position)
    assert visited == [*needed(needs), "signed_in"]


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("needs", ALL_NEEDS, ids=str)
def test_an_event_that_does_not_pass_the_current_step_changes_nothing(
    position: Position, event: Event, needs: Needs
) -> None:
    moved = next_position(position, event, needs)
    if PASSED_BY.get(position) != event:
        assert moved == position
    else:
        assert POSITIONS.index(moved) > POSITIONS.index(position)


@given(
    events=st.lists(st.sampled_from(EVENTS), max_size=12),
    needs=st.sampled_from(ALL_NEEDS),
)
def test_no_sequence_of_events_signs_in_without_passing_every_required_step(
    events: list[Event], needs: Needs
) -> None:
    position: Position = "secret"
    passed = []
    for event in events:
        before, position = position, next_position(position, event, needs)
        if position != before:
            passed.append(event)
        if position == "signed_in":
            assert passed == [
                "secret_matched",
                *(PASSED_BY[s] for s in STEPS if s in needed(needs)),
            ]
            return
