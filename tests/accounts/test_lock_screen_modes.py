"""The lock screen's state machine: which mode it shows after which status and result."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from umbra.accounts.lock_screen import modes
from umbra.accounts.lock_screen.modes import (
    BrowserStatus,
    Mode,
    Screen,
    after_leaving,
    after_method_choice,
    after_mode_choice,
    after_result,
    after_status,
    after_timeout,
    first_screen,
)
from umbra.accounts.lock_screen.reports import read_browser_status
from umbra.accounts.secret_forms import form_result
from umbra.accounts.secret_forms.form_result import FormResult, read_result

SETUP = first_screen(BrowserStatus(setup_required=True))
LOGIN = first_screen(BrowserStatus(methods=("password",)))
PIN_LOGIN = first_screen(BrowserStatus(methods=("pin",), pin_alone=True))
BOTH_METHODS = first_screen(BrowserStatus(methods=("password", "pin")))
OPEN_REGISTRATION = first_screen(BrowserStatus(methods=("password",), registration_open=True))
REGISTER = after_mode_choice(OPEN_REGISTRATION, "register")
LOCKED = first_screen(BrowserStatus(locked=True, unlock=("pin", "password")))
TOTP = first_screen(BrowserStatus(step="totp", expires_in=240))
NEW_PASSWORD = first_screen(BrowserStatus(step="password_change", expires_in=900))
MFA_SETUP = first_screen(BrowserStatus(step="mfa_setup", expires_in=900))
CONFIRM = first_screen(BrowserStatus(methods=("password",), confirm=("password",)))
ALL = (
    SETUP,
    LOGIN,
    PIN_LOGIN,
    BOTH_METHODS,
    REGISTER,
    LOCKED,
    TOTP,
    NEW_PASSWORD,
    CONFIRM,
    MFA_SETUP,
)


def test_a_server_without_accounts_shows_the_setup():
    assert SETUP.mode == "setup"
    assert SETUP.method == "password"
    assert SETUP.methods == ("password", "pin")


def test_a_server_with_an_account_shows_the_sign_in():
    assert (LOGIN.mode, LOGIN.method, LOGIN.pin_alone) == ("login", "password", False)


def test_only_the_pin_is_asked_where_it_identifies_the_account():
    assert (PIN_LOGIN.mode, PIN_LOGIN.method, PIN_LOGIN.pin_alone) == ("login", "pin", True)


def test_the_password_is_asked_first_where_both_methods_are_offered():
    assert (BOTH_METHODS.method, BOTH_METHODS.methods) == ("password", ("password", "pin"))


def test_a_signed_in_browser_is_redirected():
    assert first_screen(BrowserStatus(authenticated=True, methods=("password",))).mode == "away"


def test_sign_in_and_registration_lead_to_the_redirect():
    assert after_result(LOGIN, FormResult(200, "signed_in")).mode == "away"
    assert after_result(REGISTER, FormResult(201, "signed_in")).mode == "away"


def test_a_wrong_password_stays_in_its_mode_with_a_message():
    screen = after_result(LOGIN, FormResult(401, "bad-credentials"))
    assert screen.mode == "login"
    assert screen.message == modes.NO_MATCH["password"]
    assert screen.errors == {}


def test_the_message_for_a_wrong_pin_names_the_pin():
    assert (
        after_result(PIN_LOGIN, FormResult(401, "bad-credentials")).message == modes.NO_MATCH["pin"]
    )


def test_a_repeated_message_is_a_new_round():
    once = after_result(LOGIN, FormResult(401, "bad-credentials"))
    twice = after_result(once, FormResult(401, "bad-credentials"))
    assert twice.message == once.message
    assert twice.round == once.round + 1


def test_too_many_attempts_show_how_long_to_wait():
    screen = after_result(LOGIN, FormResult(429, "too-many-attempts", retry_after=240))
    assert (screen.mode, screen.wait) == ("login", 240)
    assert screen.message == "Too many attempts. Try again in 4 minutes."


def test_the_next_result_ends_the_wait():
    waiting = after_result(LOGIN, FormResult(429, "too-many-attempts", retry_after=240))
    assert after_result(waiting, FormResult(401, "bad-credentials")).wait == 0


def test_errors_are_shown_at_their_fields():
    screen = after_result(
        SETUP, FormResult(422, "invalid-input", errors={"password": "Too short."})
    )
    assert screen.errors == {"password": "Too short."}
    assert screen.message == form_result.CHECK_FIELDS


def test_an_error_of_no_field_is_the_message_of_the_card():
    screen = after_result(
        SETUP, FormResult(422, "invalid-input", errors={"": "Leave one of them out."})
    )
    assert screen.errors == {}
    assert screen.message == "Leave one of them out."


def test_a_wrong_setup_code_is_an_error_at_its_field():
    screen = after_result(SETUP, FormResult(403, "not-allowed"))
    assert screen.mode == "setup"
    assert screen.errors == {"setup_code": modes.WRONG_SETUP_CODE}


def test_a_setup_that_was_completed_meanwhile_leads_to_the_sign_in():
    screen = after_result(SETUP, FormResult(409, "conflict"))
    assert (screen.mode, screen.message) == ("opening", modes.ALREADY_SET_UP)
    following = after_status(screen, BrowserStatus(methods=("password",)))
    assert (following.mode, following.message) == ("login", modes.ALREADY_SET_UP)


def test_a_taken_user_name_is_an_error_at_its_field():
    screen = after_result(SETUP, FormResult(409, "conflict", errors={"username": "Is taken."}))
    assert screen.mode == "setup"
    assert screen.errors == {"username": "Is taken."}


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (FormResult(0, "unreachable"), form_result.UNREACHABLE),
        (FormResult(500, "broke"), form_result.SERVER_ERROR),
        (FormResult(502, "error"), form_result.SERVER_ERROR),
        (FormResult(418, "teapot"), form_result.UNKNOWN),
        (FormResult(200, "something_new"), form_result.UNKNOWN),
    ],
)
def test_every_other_failure_shows_what_to_do(result: FormResult, message: str):
    screen = after_result(LOGIN, result)
    assert (screen.mode, screen.message) == ("login", message)


def test_choosing_a_method_clears_the_message():
    screen = after_method_choice(
        after_result(BOTH_METHODS, FormResult(401, "bad-credentials")), "pin"
    )
    assert (screen.method, screen.message, screen.wait) == ("pin", "", 0)


def test_choosing_a_method_that_is_not_offered_changes_nothing():
    assert after_method_choice(LOGIN, "pin") == LOGIN
    assert after_method_choice(SETUP, "retina") == SETUP


@pytest.mark.parametrize(
    ("status", "name", "detail"),
    [
        (None, None, None),
        ("401", {}, []),
        (401, "bad-credentials", {"retry_after": "soon", "errors": ["x"]}),
        (429, "too-many-attempts", {"retry_after": -5, "errors": {1: 2, "a": None}}),
    ],
)
def test_a_result_of_any_shape_is_read_without_an_exception(
    status: object, name: object, detail: object
):
    result = read_result(status, name, detail)
    assert result.retry_after == 0
    assert result.errors == {}
    assert isinstance(after_result(LOGIN, result), Screen)


def test_the_wait_and_errors_of_a_result_are_bounded():
    detail = {"retry_after": 90, "errors": {f"field{n}": "x" * 10_000 for n in range(1000)}}
    result = read_result(429, "too-many-attempts", detail)
    assert result.retry_after == 90
    assert len(result.errors) == form_result.MAX_ERRORS
    assert all(len(message) == form_result.MAX_MESSAGE_LENGTH for message in result.errors.values())


@pytest.mark.parametrize("status", [None, [], "open", {"step": "totp"}, {"sign_in": [1, {}]}])
def test_a_status_of_any_shape_is_read_without_an_exception(status: object):
    assert first_screen(read_browser_status(status)).mode == "login"


def test_the_status_of_the_api_is_read():
    answer = {
        "setup_required": False,
        "registration_open": True,
        "authenticated": False,
        "locked": False,
        "sign_in": ["password", "pin"],
        "pin_alone": False,
        "step": {"name": "totp", "expires_in": 200},
        "unlock": [],
    }
    assert read_browser_status(answer) == BrowserStatus(
        registration_open=True, methods=("password", "pin"), step="totp", expires_in=200
    )
    assert first_screen(read_browser_status(answer)).expires_in == 200


@pytest.mark.parametrize("step", ["totp", "password_change", "mfa_setup"])
def test_an_open_step_is_resumed(step: str):
    screen = first_screen(BrowserStatus(methods=("password",), step=step, expires_in=77))
    assert (screen.mode, screen.expires_in) == (step, 77)


@pytest.mark.parametrize("before", [LOGIN, TOTP, NEW_PASSWORD, REGISTER])
@pytest.mark.parametrize("step", ["totp", "password_change", "mfa_setup"])
def test_a_result_leads_to_the_step_that_it_requires(before: Screen, step: str):
    screen = after_result(before, FormResult(200, f"{step}_required", expires_in=300))
    assert (screen.mode, screen.expires_in) == (step, 300)


def test_a_locked_session_asks_for_the_methods_that_unlock_it():
    assert (LOCKED.mode, LOCKED.method, LOCKED.methods) == ("locked", "pin", ("pin", "password"))
    assert (
        first_screen(BrowserStatus(locked=True, step="totp", methods=("password",))).mode
        == "locked"
    )


def test_unlocking_asks_for_the_status_again():
    assert after_result(LOCKED, FormResult(204, "done")).mode == "opening"
    assert after_result(LOGIN, FormResult(204, "done")).mode == "login"


def test_a_session_that_ended_while_locked_shows_why():
    screen = after_result(LOCKED, FormResult(401, "not-signed-in"))
    assert (screen.mode, screen.message) == ("opening", modes.SESSION_ENDED)


@pytest.mark.parametrize(
    ("before", "field"), [(LOCKED, "pin"), (TOTP, "code"), (MFA_SETUP, "code")]
)
def test_a_wrong_secret_is_an_error_at_its_field_if_it_is_the_only_one(before: Screen, field: str):
    screen = after_result(before, FormResult(401, "bad-credentials"))
    assert screen.mode == before.mode
    assert screen.errors == {field: modes.NO_MATCH_ALONE[field]}


@pytest.mark.parametrize("before", [TOTP, NEW_PASSWORD, MFA_SETUP])
def test_an_expired_step_leads_back_to_the_sign_in_with_a_message(before: Screen):
    for screen in (after_result(before, FormResult(401, "step-over")), after_timeout(before)):
        assert (screen.mode, screen.message) == ("opening", modes.STEP_EXPIRED)
        following = after_status(screen, BrowserStatus(methods=("password",)))
        assert (following.mode, following.message) == ("login", modes.STEP_EXPIRED)


def test_the_timeout_changes_no_mode_without_a_step():
    for screen in (SETUP, LOGIN, REGISTER, LOCKED):
        assert after_timeout(screen) == screen


def test_a_session_that_must_enrol_reauthenticates_before_it_is_shown_a_secret():
    assert (CONFIRM.mode, CONFIRM.method) == ("confirm", "password")
    assert (
        first_screen(BrowserStatus(confirm=("pin",), methods=("pin",), pin_alone=True)).method
        == "pin"
    )
    step = after_result(CONFIRM, FormResult(200, "mfa_setup_required", expires_in=900))
    assert (step.mode, step.method, step.expires_in) == ("mfa_setup", "code", 900)
    assert after_result(step, FormResult(200, "enrolled")).mode == "codes"
    at_the_step = BrowserStatus(step="mfa_setup", expires_in=700, confirm=("password",))
    assert first_screen(at_the_step).mode == "mfa_setup"
    assert (
        first_screen(BrowserStatus(locked=True, unlock=("pin",), confirm=("password",))).mode
        == "locked"
    )


def test_a_wrong_secret_at_the_reauthentication_is_an_error_at_its_field():
    screen = after_result(CONFIRM, FormResult(401, "bad-credentials"))
    assert screen.mode == "confirm"
    assert screen.errors == {"password": modes.NO_MATCH_ALONE["password"]}


@pytest.mark.parametrize(
    "result",
    [FormResult(204, "done"), FormResult(401, "not-signed-in"), FormResult(423, "locked")],
)
def test_a_reauthentication_no_longer_required_asks_for_the_status_again(result: FormResult):
    assert after_result(CONFIRM, result).mode == "opening"


def test_an_expired_mfa_setup_leads_back_to_the_reauthentication_with_a_message():
    for screen in (after_result(MFA_SETUP, FormResult(401, "step-over")), after_timeout(MFA_SETUP)):
        following = after_status(
            screen, BrowserStatus(methods=("password",), confirm=("password",))
        )
        assert (following.mode, following.message) == ("confirm", modes.SETUP_EXPIRED)


def test_backup_codes_are_shown_before_the_redirect():
    codes = after_result(MFA_SETUP, FormResult(200, "enrolled"))
    assert codes.mode == "codes"
    assert (
        after_status(codes, BrowserStatus(authenticated=True, has_unsaved_codes=True)).mode
        == "codes"
    )
    assert first_screen(BrowserStatus(authenticated=True, has_unsaved_codes=True)).mode == "codes"
    # The session that asked for them may have ended, and with it what its tab showed.
    assert after_result(Screen(), FormResult(200, "enrolled")).mode == "codes"


def test_registration_is_offered_where_it_is_open():
    assert OPEN_REGISTRATION.may_register
    assert (REGISTER.mode, REGISTER.method) == ("register", "password")
    assert after_mode_choice(REGISTER, "login").mode == "login"
    assert after_mode_choice(LOGIN, "register") == LOGIN
    assert after_mode_choice(TOTP, "login") == TOTP


def test_an_invitation_leads_to_the_registration_at_once():
    assert first_screen(BrowserStatus(methods=("password",), invited=True)).mode == "register"
    assert first_screen(BrowserStatus(invited=True, authenticated=True)).mode == "away"


def test_an_invitation_opened_at_the_sign_in_leads_to_the_registration():
    invited = BrowserStatus(methods=("password",), invited=True)
    followed = after_status(LOGIN, invited)
    assert followed.mode == "register"
    assert after_status(after_mode_choice(followed, "login"), invited).mode == "login"


def test_an_invalid_invitation_shows_a_message():
    closed = FormResult(403, "registration-closed")
    invited = first_screen(BrowserStatus(methods=("password",), invited=True))
    assert (after_result(invited, closed).mode, after_result(invited, closed).message) == (
        "register",
        modes.INVITE_USED,
    )
    assert after_result(REGISTER, closed).message == modes.REGISTRATION_CLOSED


def test_a_repeated_status_interrupts_nothing():
    wrong = after_result(BOTH_METHODS, FormResult(401, "bad-credentials"))
    assert after_status(wrong, BrowserStatus(methods=("password", "pin"))) == wrong
    typing = after_method_choice(TOTP, "backup_code")
    again = after_status(typing, BrowserStatus(step="totp", expires_in=200))
    assert (again.method, again.expires_in) == ("backup_code", 200)
    assert (
        after_status(REGISTER, BrowserStatus(methods=("password",), registration_open=True))
        == REGISTER
    )


def test_leaving_a_step_asks_for_the_status_again():
    assert after_leaving(TOTP).mode == "opening"
    assert after_leaving(TOTP).message == ""


@pytest.mark.parametrize("screen", ALL, ids=lambda screen: screen.mode)
def test_every_mode_handles_every_result(screen: Screen):
    names = ("signed_in", "totp_required", "bad-credentials", "step-over", "locked", "done", "x")
    for status in (0, 200, 204, 401, 403, 409, 422, 423, 429, 500):
        for name in names:
            following = after_result(screen, FormResult(status, name))
            assert following.mode in get_args(Mode)
            assert following.method in following.methods


def test_the_minimum_length_of_a_new_password_is_the_policy_s():
    status = BrowserStatus(methods=("password",), registration_open=True, password_min_length=16)
    assert after_mode_choice(first_screen(status), "register").password_min_length == 16
    assert (
        first_screen(
            BrowserStatus(step="password_change", password_min_length=8)
        ).password_min_length
        == 8
    )
    required = read_result(200, "password_change_required", {"password_min_length": 8})
    assert after_result(first_screen(status), required).password_min_length == 8
    assert (
        after_result(
            after_result(first_screen(status), required), FormResult(422, "invalid-input")
        ).password_min_length
        == 8
    )


@pytest.mark.parametrize("length", [None, -1, "12", 10**9])
def test_an_invalid_minimum_length_is_ignored(length: object):
    assert read_browser_status({"password_min_length": length}).password_min_length == 12


def test_the_first_run_setup_leads_to_the_offer_of_a_second_factor():
    offer = after_result(SETUP, FormResult(201, "signed_in"))
    assert offer.mode == "offer"
    assert after_mode_choice(offer, "away").mode == "away"
    enrol = after_mode_choice(offer, "enrol")
    assert (enrol.mode, enrol.method) == ("enrol", "code")
    assert after_mode_choice(enrol, "away").mode == "away"
    assert after_result(enrol, FormResult(200, "enrolled")).mode == "codes"
    assert after_mode_choice(LOGIN, "enrol") == after_mode_choice(LOGIN, "away") == LOGIN


def test_a_second_factor_is_offered_only_to_a_signed_in_browser():
    signed_in = BrowserStatus(authenticated=True, offers_mfa=True)
    assert first_screen(signed_in).mode == "offer"
    assert (
        after_status(after_mode_choice(first_screen(signed_in), "enrol"), signed_in).mode == "enrol"
    )
    assert (
        first_screen(
            BrowserStatus(authenticated=True, offers_mfa=True, has_unsaved_codes=True)
        ).mode
        == "codes"
    )
    assert first_screen(BrowserStatus(methods=("password",), offers_mfa=True)).mode == "login"
    assert first_screen(BrowserStatus(locked=True, offers_mfa=True)).mode == "locked"


def test_failures_of_the_offered_setup_show_a_message():
    enrol = after_mode_choice(after_result(SETUP, FormResult(201, "signed_in")), "enrol")
    late = after_result(enrol, FormResult(403, "confirm-first"))
    assert (late.mode, late.message) == ("enrol", modes.OFFER_EXPIRED)
    assert after_result(enrol, FormResult(401, "bad-credentials")).errors == {
        "code": modes.NO_MATCH["code"]
    }
    assert after_result(enrol, FormResult(401, "not-signed-in")).mode == "opening"
    assert after_result(enrol, FormResult(409, "conflict")).mode == "away"


@pytest.mark.parametrize(
    ("status", "screen"),
    [
        (BrowserStatus(setup_required=True), after_method_choice(SETUP, "pin")),
        (BrowserStatus(methods=("password", "pin")), after_method_choice(BOTH_METHODS, "pin")),
        (BrowserStatus(methods=("password",), registration_open=True), REGISTER),
        (
            BrowserStatus(methods=("password",), invited=True),
            after_mode_choice(first_screen(BrowserStatus(invited=True)), "login"),
        ),
        (BrowserStatus(step="totp", expires_in=240), after_method_choice(TOTP, "backup_code")),
        (BrowserStatus(methods=("password",), confirm=("password",)), CONFIRM),
        (
            BrowserStatus(locked=True, unlock=("pin", "password")),
            after_method_choice(LOCKED, "password"),
        ),
        (
            BrowserStatus(authenticated=True, offers_mfa=True),
            after_mode_choice(
                first_screen(BrowserStatus(authenticated=True, offers_mfa=True)), "enrol"
            ),
        ),
    ],
    ids=lambda given: getattr(given, "mode", ""),
)
def test_a_blank_state_after_a_reconnection_shows_the_same_screen_again(
    status: BrowserStatus, screen: Screen
):
    again = replace(status, shown_mode=screen.mode, shown_method=screen.method)
    assert after_status(Screen(), again) == screen


@pytest.mark.parametrize("mode", ["setup", "register", "enrol", "codes", "away", "x", ""])
def test_the_mode_that_a_tab_reports_to_have_shown_grants_nothing(mode: str):
    status = BrowserStatus(methods=("password",), shown_mode=mode, shown_method="pin")
    assert after_status(Screen(), status) == LOGIN
