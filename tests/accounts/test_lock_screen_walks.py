"""The lock screen's state machine, walked at random: no order of things leads where none should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from umbra.accounts.lock_screen.modes import (
    BrowserStatus,
    Mode,
    Screen,
    Way,
    arrived,
    asked,
    chosen,
    gave_up,
    screen_after,
    timed_out,
)
from umbra.accounts.secret_forms.form_result import FormResult

Move = Callable[[Screen], Screen]

WAYS = get_args(Way)
MODES = get_args(Mode)
STEPS = ("totp", "password_change", "mfa_setup")
ENTERED = ("signed_in", "enrolled")
NAMES = (
    *ENTERED,
    *(f"{step}_required" for step in STEPS),
    *("done", "bad-credentials", "step-over", "locked", "not-signed-in", "confirm-first"),
    *("conflict", "registration-closed", "too-many-attempts", "unreachable", "rubbish", ""),
)


def _walked(moves: list[Move]) -> Screen:
    screen = Screen()
    for move in moves:
        screen = move(screen)
    return screen


some_ways = st.lists(st.sampled_from(WAYS), max_size=2, unique=True).map(tuple)
standings = st.builds(
    BrowserStatus,
    setup_required=st.booleans(),
    registration_open=st.booleans(),
    authenticated=st.booleans(),
    locked=st.booleans(),
    ways=some_ways,
    pin_alone=st.booleans(),
    step=st.sampled_from(("", "rubbish", *STEPS)),
    unlock=some_ways,
    confirm=some_ways,
    invited=st.booleans(),
    holds_codes=st.booleans(),
    offers=st.booleans(),
    showed=st.sampled_from(("", "rubbish", *MODES)),
    showed_way=st.sampled_from(("", "rubbish", *WAYS)),
).filter(lambda told: "password" in told.ways or not (told.registration_open or told.invited))
"""What a house may tell: one in which nobody uses a password takes nobody new."""

outcomes = st.builds(
    FormResult,
    st.sampled_from((0, 200, 201, 204, 401, 403, 409, 422, 423, 429, 500)),
    st.sampled_from(NAMES),
    retry_after=st.integers(0, 90_000),
    errors=st.dictionaries(st.sampled_from(("", "password", "username")), st.text(), max_size=2),
)
wishes = st.sampled_from(("rubbish", *MODES))
choices = st.sampled_from(("rubbish", *WAYS))
screens = st.lists(
    st.one_of(
        standings.map(lambda standing: lambda screen: arrived(screen, standing)),
        outcomes.map(lambda outcome: lambda screen: screen_after(screen, outcome)),
        wishes.map(lambda mode: lambda screen: asked(screen, mode)),
        choices.map(lambda way: lambda screen: chosen(screen, way)),
        st.sampled_from((timed_out, gave_up)),
    ),
    max_size=12,
).map(_walked)


@given(screens)
def test_the_card_always_asks_for_something_it_offers(screen: Screen):
    assert screen.mode in MODES
    assert screen.way in screen.ways


@given(screens, standings)
def test_a_locked_house_shows_nothing_but_its_lock(screen: Screen, standing: BrowserStatus):
    assert arrived(screen, replace(standing, locked=True)).mode == "locked"


@given(screens, standings)
def test_who_is_not_in_is_sent_nowhere_and_shown_no_codes(screen: Screen, standing: BrowserStatus):
    outside = replace(standing, authenticated=False)
    assert arrived(screen, outside).mode not in {"away", "codes", "offer", "enrol"}


@given(screens, outcomes)
def test_no_outcome_but_a_way_in_leads_in(screen: Screen, outcome: FormResult):
    was_in = screen.mode in {"away", "codes", "offer", "enrol"}
    is_in = screen_after(screen, outcome).mode in {"away", "codes", "offer", "enrol"}
    assert was_in or not is_in or outcome.name in ENTERED


@given(screens, wishes)
def test_nobody_walks_in_by_asking(screen: Screen, mode: str):
    wished = asked(screen, mode)
    assert wished.mode == screen.mode or {wished.mode, screen.mode} <= {
        *("login", "register"),
        *("offer", "enrol", "away"),
    }
    assert wished.mode != "register" or wished.may_register or screen.mode == "register"


@given(screens)
def test_a_step_whose_time_is_over_is_left(screen: Screen):
    assert timed_out(screen).mode not in STEPS
    assert gave_up(screen).mode == "opening"
