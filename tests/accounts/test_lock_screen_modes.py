"""The lock screen's state machine: from what one is told to what the card shows."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from umbra.accounts.lock_screen import modes
from umbra.accounts.lock_screen.modes import (
    BrowserStatus,
    Mode,
    Screen,
    arrived,
    asked,
    chosen,
    gave_up,
    opened,
    screen_after,
    timed_out,
)
from umbra.accounts.lock_screen.reports import read_browser_status
from umbra.accounts.secret_forms import form_result as sayings
from umbra.accounts.secret_forms.form_result import FormResult, read_result

SETUP = opened(BrowserStatus(setup_required=True))
LOGIN = opened(BrowserStatus(ways=("password",)))
PIN_HOUSE = opened(BrowserStatus(ways=("pin",), pin_alone=True))
BOTH = opened(BrowserStatus(ways=("password", "pin")))
OPEN_HOUSE = opened(BrowserStatus(ways=("password",), registration_open=True))
REGISTER = asked(OPEN_HOUSE, "register")
LOCKED = opened(BrowserStatus(locked=True, unlock=("pin", "password")))
TOTP = opened(BrowserStatus(step="totp", expires_in=240))
NEW_PASSWORD = opened(BrowserStatus(step="password_change", expires_in=900))
MFA_SETUP = opened(BrowserStatus(step="mfa_setup", expires_in=900))
CONFIRM = opened(BrowserStatus(ways=("password",), confirm=("password",)))
ALL = (SETUP, LOGIN, PIN_HOUSE, BOTH, REGISTER, LOCKED, TOTP, NEW_PASSWORD, CONFIRM, MFA_SETUP)


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
    assert opened(BrowserStatus(authenticated=True, ways=("password",))).mode == "away"


def test_signing_in_and_registering_lead_away():
    assert screen_after(LOGIN, FormResult(200, "signed_in")).mode == "away"
    assert screen_after(REGISTER, FormResult(201, "signed_in")).mode == "away"


def test_a_wrong_password_stays_and_says_so():
    screen = screen_after(LOGIN, FormResult(401, "bad-credentials"))
    assert screen.mode == "login"
    assert screen.message == modes.NO_MATCH["password"]
    assert screen.errors == {}


def test_a_wrong_pin_speaks_of_a_pin():
    assert (
        screen_after(PIN_HOUSE, FormResult(401, "bad-credentials")).message == modes.NO_MATCH["pin"]
    )


def test_the_same_words_twice_are_two_rounds():
    once = screen_after(LOGIN, FormResult(401, "bad-credentials"))
    twice = screen_after(once, FormResult(401, "bad-credentials"))
    assert twice.message == once.message
    assert twice.round == once.round + 1


def test_too_many_attempts_say_how_long_to_wait():
    screen = screen_after(LOGIN, FormResult(429, "too-many-attempts", retry_after=240))
    assert (screen.mode, screen.wait) == ("login", 240)
    assert screen.message == "Too many attempts. Try again in 4 minutes."


def test_the_wait_is_over_with_the_next_answer():
    waiting = screen_after(LOGIN, FormResult(429, "too-many-attempts", retry_after=240))
    assert screen_after(waiting, FormResult(401, "bad-credentials")).wait == 0


def test_errors_stand_at_their_fields():
    screen = screen_after(
        SETUP, FormResult(422, "invalid-input", errors={"password": "Too short."})
    )
    assert screen.errors == {"password": "Too short."}
    assert screen.message == sayings.CHECK_FIELDS


def test_an_error_of_no_field_is_said_for_the_card():
    screen = screen_after(
        SETUP, FormResult(422, "invalid-input", errors={"": "Leave one of them out."})
    )
    assert screen.errors == {}
    assert screen.message == "Leave one of them out."


def test_a_wrong_setup_code_stands_at_its_field():
    screen = screen_after(SETUP, FormResult(403, "not-allowed"))
    assert screen.mode == "setup"
    assert screen.errors == {"setup_code": modes.WRONG_CODE}


def test_a_house_set_up_meanwhile_turns_to_signing_in():
    screen = screen_after(SETUP, FormResult(409, "conflict"))
    assert (screen.mode, screen.message) == ("opening", modes.SET_UP_ALREADY)
    told = arrived(screen, BrowserStatus(ways=("password",)))
    assert (told.mode, told.message) == ("login", modes.SET_UP_ALREADY)


def test_a_taken_name_stands_at_its_field():
    screen = screen_after(SETUP, FormResult(409, "conflict", errors={"username": "Is taken."}))
    assert screen.mode == "setup"
    assert screen.errors == {"username": "Is taken."}


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (FormResult(0, "unreachable"), sayings.UNREACHABLE),
        (FormResult(500, "broke"), sayings.BROKE),
        (FormResult(502, "error"), sayings.BROKE),
        (FormResult(418, "teapot"), sayings.UNKNOWN),
        (FormResult(200, "something_new"), sayings.UNKNOWN),
    ],
)
def test_every_other_answer_says_what_to_do(outcome: FormResult, words: str):
    screen = screen_after(LOGIN, outcome)
    assert (screen.mode, screen.message) == ("login", words)


def test_choosing_a_way_clears_what_was_said():
    screen = chosen(screen_after(BOTH, FormResult(401, "bad-credentials")), "pin")
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
    outcome = read_result(status, name, detail)
    assert outcome.retry_after == 0
    assert outcome.errors == {}
    assert isinstance(screen_after(LOGIN, outcome), Screen)


def test_a_report_keeps_its_wait_and_errors_within_bounds():
    told = {"retry_after": 90, "errors": {f"field{n}": "x" * 10_000 for n in range(1000)}}
    outcome = read_result(429, "too-many-attempts", told)
    assert outcome.retry_after == 90
    assert len(outcome.errors) == sayings.MOST_ERRORS
    assert all(len(words) == sayings.LONGEST_SENTENCE for words in outcome.errors.values())


@pytest.mark.parametrize("status", [None, [], "open", {"step": "totp"}, {"sign_in": [1, {}]}])
def test_a_standing_of_any_shape_is_read_without_a_fall(status: object):
    assert opened(read_browser_status(status)).mode == "login"


def test_what_the_house_answers_is_understood():
    told = {
        "setup_required": False,
        "registration_open": True,
        "authenticated": False,
        "locked": False,
        "sign_in": ["password", "pin"],
        "pin_alone": False,
        "step": {"name": "totp", "expires_in": 200},
        "unlock": [],
    }
    assert read_browser_status(told) == BrowserStatus(
        registration_open=True, ways=("password", "pin"), step="totp", expires_in=200
    )
    assert opened(read_browser_status(told)).expires_in == 200


@pytest.mark.parametrize("step", ["totp", "password_change", "mfa_setup"])
def test_a_step_that_is_open_is_gone_on_with(step: str):
    screen = opened(BrowserStatus(ways=("password",), step=step, expires_in=77))
    assert (screen.mode, screen.expires_in) == (step, 77)


@pytest.mark.parametrize("before", [LOGIN, TOTP, NEW_PASSWORD, REGISTER])
@pytest.mark.parametrize("step", ["totp", "password_change", "mfa_setup"])
def test_an_outcome_names_the_step_that_is_required(before: Screen, step: str):
    screen = screen_after(before, FormResult(200, f"{step}_required", expires_in=300))
    assert (screen.mode, screen.expires_in) == (step, 300)


def test_a_locked_session_asks_for_what_opens_it():
    assert (LOCKED.mode, LOCKED.way, LOCKED.ways) == ("locked", "pin", ("pin", "password"))
    assert opened(BrowserStatus(locked=True, step="totp", ways=("password",))).mode == "locked"


def test_an_opened_lock_asks_the_house_anew():
    assert screen_after(LOCKED, FormResult(204, "done")).mode == "opening"
    assert screen_after(LOGIN, FormResult(204, "done")).mode == "login"


def test_a_session_that_ended_while_locked_says_why():
    screen = screen_after(LOCKED, FormResult(401, "not-signed-in"))
    assert (screen.mode, screen.message) == ("opening", modes.ENDED)


@pytest.mark.parametrize(
    ("before", "field"), [(LOCKED, "pin"), (TOTP, "code"), (MFA_SETUP, "code")]
)
def test_a_secret_asked_for_alone_is_told_at_its_field(before: Screen, field: str):
    screen = screen_after(before, FormResult(401, "bad-credentials"))
    assert screen.mode == before.mode
    assert screen.errors == {field: modes.NO_MATCH_ALONE[field]}


@pytest.mark.parametrize("before", [TOTP, NEW_PASSWORD, MFA_SETUP])
def test_a_step_that_is_over_leads_back_with_a_word(before: Screen):
    for screen in (screen_after(before, FormResult(401, "step-over")), timed_out(before)):
        assert (screen.mode, screen.message) == ("opening", modes.STEP_OVER)
        told = arrived(screen, BrowserStatus(ways=("password",)))
        assert (told.mode, told.message) == ("login", modes.STEP_OVER)


def test_the_clock_moves_no_other_mode():
    for screen in (SETUP, LOGIN, REGISTER, LOCKED):
        assert timed_out(screen) == screen


def test_a_session_that_must_enrol_confirms_before_it_is_shown_a_secret():
    assert (CONFIRM.mode, CONFIRM.way) == ("confirm", "password")
    assert opened(BrowserStatus(confirm=("pin",), ways=("pin",), pin_alone=True)).way == "pin"
    begun = screen_after(CONFIRM, FormResult(200, "mfa_setup_required", expires_in=900))
    assert (begun.mode, begun.way, begun.expires_in) == ("mfa_setup", "code", 900)
    assert screen_after(begun, FormResult(200, "enrolled")).mode == "codes"
    at_the_step = BrowserStatus(step="mfa_setup", expires_in=700, confirm=("password",))
    assert opened(at_the_step).mode == "mfa_setup"
    assert (
        opened(BrowserStatus(locked=True, unlock=("pin",), confirm=("password",))).mode == "locked"
    )


def test_a_wrong_secret_at_the_confirmation_is_told_at_its_field():
    screen = screen_after(CONFIRM, FormResult(401, "bad-credentials"))
    assert screen.mode == "confirm"
    assert screen.errors == {"password": modes.NO_MATCH_ALONE["password"]}


@pytest.mark.parametrize(
    "outcome",
    [FormResult(204, "done"), FormResult(401, "not-signed-in"), FormResult(423, "locked")],
)
def test_a_confirmation_that_nobody_asks_for_any_more_asks_the_server_anew(outcome: FormResult):
    assert screen_after(CONFIRM, outcome).mode == "opening"


def test_a_setup_that_took_too_long_leads_back_to_the_confirmation_with_a_word():
    for screen in (screen_after(MFA_SETUP, FormResult(401, "step-over")), timed_out(MFA_SETUP)):
        told = arrived(screen, BrowserStatus(ways=("password",), confirm=("password",)))
        assert (told.mode, told.message) == ("confirm", modes.SETUP_OVER)


def test_backup_codes_are_shown_before_one_is_in():
    codes = screen_after(MFA_SETUP, FormResult(200, "enrolled"))
    assert codes.mode == "codes"
    assert arrived(codes, BrowserStatus(authenticated=True, holds_codes=True)).mode == "codes"
    assert opened(BrowserStatus(authenticated=True, holds_codes=True)).mode == "codes"
    # The session that asked for them may have ended, and with it what its tab showed.
    assert screen_after(Screen(), FormResult(200, "enrolled")).mode == "codes"


def test_an_account_is_offered_where_the_house_takes_anybody():
    assert OPEN_HOUSE.may_register
    assert (REGISTER.mode, REGISTER.way) == ("register", "password")
    assert asked(REGISTER, "login").mode == "login"
    assert asked(LOGIN, "register") == LOGIN
    assert asked(TOTP, "login") == TOTP


def test_an_invitation_leads_to_an_account_at_once():
    assert opened(BrowserStatus(ways=("password",), invited=True)).mode == "register"
    assert opened(BrowserStatus(invited=True, authenticated=True)).mode == "away"


def test_an_invitation_is_followed_where_one_was_about_to_sign_in():
    invited = BrowserStatus(ways=("password",), invited=True)
    followed = arrived(LOGIN, invited)
    assert followed.mode == "register"
    assert arrived(asked(followed, "login"), invited).mode == "login"


def test_an_invitation_that_opens_nothing_says_so():
    closed = FormResult(403, "registration-closed")
    invited = opened(BrowserStatus(ways=("password",), invited=True))
    assert (screen_after(invited, closed).mode, screen_after(invited, closed).message) == (
        "register",
        modes.NO_INVITE,
    )
    assert screen_after(REGISTER, closed).message == modes.CLOSED


def test_asking_again_how_things_stand_disturbs_nothing():
    wrong = screen_after(BOTH, FormResult(401, "bad-credentials"))
    assert arrived(wrong, BrowserStatus(ways=("password", "pin"))) == wrong
    typing = chosen(TOTP, "backup_code")
    again = arrived(typing, BrowserStatus(step="totp", expires_in=200))
    assert (again.way, again.expires_in) == ("backup_code", 200)
    assert arrived(REGISTER, BrowserStatus(ways=("password",), registration_open=True)) == REGISTER


def test_giving_a_step_up_asks_the_house_anew():
    assert gave_up(TOTP).mode == "opening"
    assert gave_up(TOTP).message == ""


@pytest.mark.parametrize("screen", ALL, ids=lambda screen: screen.mode)
def test_every_mode_answers_every_outcome(screen: Screen):
    names = ("signed_in", "totp_required", "bad-credentials", "step-over", "locked", "done", "x")
    for status in (0, 200, 204, 401, 403, 409, 422, 423, 429, 500):
        for name in names:
            told = screen_after(screen, FormResult(status, name))
            assert told.mode in get_args(Mode)
            assert told.way in told.ways


def test_a_password_that_is_chosen_is_asked_for_as_long_as_the_house_says():
    house = BrowserStatus(ways=("password",), registration_open=True, shortest=16)
    assert asked(opened(house), "register").shortest == 16
    assert opened(BrowserStatus(step="password_change", shortest=8)).shortest == 8
    told = read_result(200, "password_change_required", {"password_min_length": 8})
    assert screen_after(opened(house), told).shortest == 8
    assert (
        screen_after(screen_after(opened(house), told), FormResult(422, "invalid-input")).shortest
        == 8
    )


@pytest.mark.parametrize("told", [None, -1, "12", 10**9])
def test_a_length_of_no_sense_is_left_out(told: object):
    assert read_browser_status({"password_min_length": told}).shortest == 12


def test_setting_the_house_up_leads_to_the_offer_of_a_second_factor():
    offer = screen_after(SETUP, FormResult(201, "signed_in"))
    assert offer.mode == "offer"
    assert asked(offer, "away").mode == "away"
    enrol = asked(offer, "enrol")
    assert (enrol.mode, enrol.way) == ("enrol", "code")
    assert asked(enrol, "away").mode == "away"
    assert screen_after(enrol, FormResult(200, "enrolled")).mode == "codes"
    assert asked(LOGIN, "enrol") == asked(LOGIN, "away") == LOGIN


def test_an_offer_is_made_to_whoever_is_in_and_to_nobody_else():
    signed_in = BrowserStatus(authenticated=True, offers=True)
    assert opened(signed_in).mode == "offer"
    assert arrived(asked(opened(signed_in), "enrol"), signed_in).mode == "enrol"
    assert opened(BrowserStatus(authenticated=True, offers=True, holds_codes=True)).mode == "codes"
    assert opened(BrowserStatus(ways=("password",), offers=True)).mode == "login"
    assert opened(BrowserStatus(locked=True, offers=True)).mode == "locked"


def test_setting_up_what_was_offered_says_what_went_wrong():
    enrol = asked(screen_after(SETUP, FormResult(201, "signed_in")), "enrol")
    late = screen_after(enrol, FormResult(403, "confirm-first"))
    assert (late.mode, late.message) == ("enrol", modes.OFFER_OVER)
    assert screen_after(enrol, FormResult(401, "bad-credentials")).errors == {
        "code": modes.NO_MATCH["code"]
    }
    assert screen_after(enrol, FormResult(401, "not-signed-in")).mode == "opening"
    assert screen_after(enrol, FormResult(409, "conflict")).mode == "away"


@pytest.mark.parametrize(
    ("standing", "screen"),
    [
        (BrowserStatus(setup_required=True), chosen(SETUP, "pin")),
        (BrowserStatus(ways=("password", "pin")), chosen(BOTH, "pin")),
        (BrowserStatus(ways=("password",), registration_open=True), REGISTER),
        (
            BrowserStatus(ways=("password",), invited=True),
            asked(opened(BrowserStatus(invited=True)), "login"),
        ),
        (BrowserStatus(step="totp", expires_in=240), chosen(TOTP, "backup_code")),
        (BrowserStatus(ways=("password",), confirm=("password",)), CONFIRM),
        (
            BrowserStatus(locked=True, unlock=("pin", "password")),
            chosen(LOCKED, "password"),
        ),
        (
            BrowserStatus(authenticated=True, offers=True),
            asked(opened(BrowserStatus(authenticated=True, offers=True)), "enrol"),
        ),
    ],
    ids=lambda given: getattr(given, "mode", ""),
)
def test_a_state_that_comes_back_blank_shows_what_it_showed(
    standing: BrowserStatus, screen: Screen
):
    again = replace(standing, showed=screen.mode, showed_way=screen.way)
    assert arrived(Screen(), again) == screen


@pytest.mark.parametrize("showed", ["setup", "register", "enrol", "codes", "away", "x", ""])
def test_what_a_tab_says_that_it_showed_opens_nothing(showed: str):
    told = BrowserStatus(ways=("password",), showed=showed, showed_way="pin")
    assert arrived(Screen(), told) == LOGIN
