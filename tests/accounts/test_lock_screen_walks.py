"""Random walks through the lock screen's state machine (property-based tests)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from umbra.accounts.lock_screen.modes import (
    BrowserStatus,
    Method,
    Mode,
    Screen,
    after_leaving,
    after_method_choice,
    after_mode_choice,
    after_result,
    after_status,
    after_timeout,
)
from umbra.accounts.secret_forms.form_result import FormResult

Move = Callable[[Screen], Screen]

METHODS = get_args(Method)
MODES = get_args(Mode)
STEPS = ("totp", "password_change", "mfa_setup")
SIGNED_IN_MODES = {"away", "codes", "offer", "enrol"}
SIGNING_IN = ("signed_in", "enrolled")
NAMES = (
    *SIGNING_IN,
    *(f"{step}_required" for step in STEPS),
    *("done", "bad-credentials", "step-over", "locked", "not-signed-in", "confirm-first"),
    *("conflict", "registration-closed", "too-many-attempts", "unreachable", "rubbish", ""),
)


def _walked(moves: list[Move]) -> Screen:
    screen = Screen()
    for move in moves:
        screen = move(screen)
    return screen


some_methods = st.lists(st.sampled_from(METHODS), max_size=2, unique=True).map(tuple)
statuses = st.builds(
    BrowserStatus,
    setup_required=st.booleans(),
    registration_open=st.booleans(),
    authenticated=st.booleans(),
    locked=st.booleans(),
    methods=some_methods,
    pin_alone=st.booleans(),
    step=st.sampled_from(("", "rubbish", *STEPS)),
    unlock=some_methods,
    confirm=some_methods,
    invited=st.booleans(),
    has_unsaved_codes=st.booleans(),
    offers_mfa=st.booleans(),
    shown_mode=st.sampled_from(("", "rubbish", *MODES)),
    shown_method=st.sampled_from(("", "rubbish", *METHODS)),
).filter(
    lambda status: "password" in status.methods or not (status.registration_open or status.invited)
)
"""The statuses that the server may report: without sign-in by password there is no registration."""

results = st.builds(
    FormResult,
    st.sampled_from((0, 200, 201, 204, 401, 403, 409, 422, 423, 429, 500)),
    st.sampled_from(NAMES),
    retry_after=st.integers(0, 90_000),
    errors=st.dictionaries(st.sampled_from(("", "password", "username")), st.text(), max_size=2),
)
chosen_modes = st.sampled_from(("rubbish", *MODES))
chosen_methods = st.sampled_from(("rubbish", *METHODS))
screens = st.lists(
    st.one_of(
        statuses.map(lambda status: lambda screen: after_status(screen, status)),
        results.map(lambda result: lambda screen: after_result(screen, result)),
        chosen_modes.map(lambda mode: lambda screen: after_mode_choice(screen, mode)),
        chosen_methods.map(lambda method: lambda screen: after_method_choice(screen, method)),
        st.sampled_from((after_timeout, after_leaving)),
    ),
    max_size=12,
).map(_walked)


@given(screens)
def test_the_method_shown_is_always_one_that_is_offered(screen: Screen):
    assert screen.mode in MODES
    assert screen.method in screen.methods


@given(screens, statuses)
def test_a_locked_session_always_shows_the_locked_mode(screen: Screen, status: BrowserStatus):
    assert after_status(screen, replace(status, locked=True)).mode == "locked"


@given(screens, statuses)
def test_an_anonymous_browser_is_neither_redirected_nor_shown_codes(
    screen: Screen, status: BrowserStatus
):
    anonymous = replace(status, authenticated=False)
    assert after_status(screen, anonymous).mode not in SIGNED_IN_MODES


@given(screens, results)
def test_only_a_sign_in_result_leads_to_a_signed_in_mode(screen: Screen, result: FormResult):
    before = screen.mode in SIGNED_IN_MODES
    after = after_result(screen, result).mode in SIGNED_IN_MODES
    assert before or not after or result.name in SIGNING_IN


@given(screens, chosen_modes)
def test_choosing_a_mode_never_signs_in(screen: Screen, mode: str):
    after = after_mode_choice(screen, mode)
    assert after.mode == screen.mode or {after.mode, screen.mode} <= {
        *("login", "register"),
        *("offer", "enrol", "away"),
    }
    assert after.mode != "register" or after.may_register or screen.mode == "register"


@given(screens)
def test_an_expired_step_is_left(screen: Screen):
    assert after_timeout(screen).mode not in STEPS
    assert after_leaving(screen).mode == "opening"
