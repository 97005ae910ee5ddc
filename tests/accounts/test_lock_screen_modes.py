"""The lock screen's state machine: from what one is told to what the card shows."""

from __future__ import annotations

import pytest

from umbra.accounts.lock_screen import modes
from umbra.accounts.lock_screen.modes import Outcome, Screen, Standing, after, chosen, opened

SETUP = opened(Standing(setup_required=True))
LOGIN = opened(Standing(ways=("password",)))
PIN_HOUSE = opened(Standing(ways=("pin",), pin_alone=True))
BOTH = opened(Standing(ways=("password", "pin")))


def test_an_empty_house_asks_to_be_set_up():
    assert SETUP.mode == "setup"
    assert SETUP.way == "password"
    assert SETUP.ways == ("password", "pin")


def test_a_house_somebody_lives_in_asks_who_comes():
    assert (LOGIN.mode, LOGIN.way, LOGIN.pin_alone) == ("login", "password", False)


def test_where_a_pin_says_who_comes_nothing_else_is_asked():
    assert (PIN_HOUSE.mode, PIN_HOUSE.way, PIN_HOUSE.pin_alone) == ("login", "pin", True)


def test_where_both_ways_are_open_a_password_is_asked_first():
    assert (BOTH.way, BOTH.ways) == ("password", ("password", "pin"))


def test_who_is_signed_in_is_sent_on():
    assert opened(Standing(authenticated=True, ways=("password",))).mode == "away"


def test_signing_in_and_setting_up_lead_away():
    assert after(LOGIN, Outcome(200, "signed_in")).mode == "away"
    assert after(SETUP, Outcome(201, "signed_in")).mode == "away"


def test_a_wrong_password_stays_and_says_so():
    screen = after(LOGIN, Outcome(401, "bad-credentials"))
    assert screen.mode == "login"
    assert screen.message == modes.NO_MATCH["password"]
    assert screen.errors == {}


def test_a_wrong_pin_speaks_of_a_pin():
    assert after(PIN_HOUSE, Outcome(401, "bad-credentials")).message == modes.NO_MATCH["pin"]


def test_the_same_words_twice_are_two_rounds():
    once = after(LOGIN, Outcome(401, "bad-credentials"))
    twice = after(once, Outcome(401, "bad-credentials"))
    assert twice.message == once.message
    assert twice.round == once.round + 1


def test_too_many_attempts_say_how_long_to_wait():
    screen = after(LOGIN, Outcome(429, "too-many-attempts", retry_after=240))
    assert (screen.mode, screen.wait) == ("login", 240)
    assert screen.message == "Too many attempts. Try again in 4 minutes."


def test_the_wait_is_over_with_the_next_answer():
    waiting = after(LOGIN, Outcome(429, "too-many-attempts", retry_after=240))
    assert after(waiting, Outcome(401, "bad-credentials")).wait == 0


def test_errors_stand_at_their_fields():
    screen = after(SETUP, Outcome(422, "invalid-input", errors={"password": "Too short."}))
    assert screen.errors == {"password": "Too short."}
    assert screen.message == modes.CHECK_FIELDS


def test_an_error_of_no_field_is_said_for_the_card():
    screen = after(SETUP, Outcome(422, "invalid-input", errors={"": "Leave one of them out."}))
    assert screen.errors == {}
    assert screen.message == "Leave one of them out."


def test_a_wrong_setup_code_stands_at_its_field():
    screen = after(SETUP, Outcome(403, "not-allowed"))
    assert screen.mode == "setup"
    assert screen.errors == {"setup_code": modes.WRONG_CODE}


def test_a_house_set_up_meanwhile_turns_to_signing_in():
    screen = after(SETUP, Outcome(409, "conflict"))
    assert screen.mode == "login"
    assert screen.message == modes.SET_UP_ALREADY


def test_a_taken_name_stands_at_its_field():
    screen = after(SETUP, Outcome(409, "conflict", errors={"username": "Is taken."}))
    assert screen.mode == "setup"
    assert screen.errors == {"username": "Is taken."}


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome(0, "unreachable"), modes.UNREACHABLE),
        (Outcome(500, "broke"), modes.BROKE),
        (Outcome(502, "error"), modes.BROKE),
        (Outcome(418, "teapot"), modes.UNKNOWN),
        (Outcome(200, "something_new"), modes.UNKNOWN),
    ],
)
def test_every_other_answer_says_what_to_do(outcome: Outcome, words: str):
    screen = after(LOGIN, outcome)
    assert (screen.mode, screen.message) == ("login", words)


def test_choosing_a_way_clears_what_was_said():
    screen = chosen(after(BOTH, Outcome(401, "bad-credentials")), "pin")
    assert (screen.way, screen.message, screen.wait) == ("pin", "", 0)


def test_a_way_that_is_not_offered_changes_nothing():
    assert chosen(LOGIN, "pin") == LOGIN
    assert chosen(SETUP, "retina") == SETUP


@pytest.mark.parametrize(
    ("status", "name", "detail"),
    [
        (None, None, None),
        ("401", {}, []),
        (401, "bad-credentials", {"retry_after": "soon", "errors": ["x"]}),
        (429, "too-many-attempts", {"retry_after": -5, "errors": {1: 2, "a": None}}),
    ],
)
def test_a_report_of_any_shape_is_read_without_a_fall(status: object, name: object, detail: object):
    outcome = modes.read_outcome(status, name, detail)
    assert outcome.retry_after == 0
    assert outcome.errors == {}
    assert isinstance(after(LOGIN, outcome), Screen)


def test_a_report_keeps_its_wait_and_errors_within_bounds():
    told = {"retry_after": 90, "errors": {f"field{n}": "x" * 10_000 for n in range(1000)}}
    outcome = modes.read_outcome(429, "too-many-attempts", told)
    assert outcome.retry_after == 90
    assert len(outcome.errors) == modes.MOST_ERRORS
    assert all(len(words) == modes.LONGEST_SENTENCE for words in outcome.errors.values())
