"""Stateful property test of sign-in (Hypothesis): browsers, people, a clock, swapped cookies.

It runs against the real routes and database. A browser may be signed in only if the model says
that every required secret was shown. `make test-deep` runs more and longer walks, and
other ones each time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from pyotp.totp import TOTP
from sqlalchemy import text

from tests.accounts.conftest import ORIGIN, SETUP_CODE
from tests.accounts.random_walk import LIFETIMES, Kind, Model, ModelSession, Person, Step
from tests.conftest import FrozenClock
from tests.property_tests import is_deep, one_in
from umbra import database as database_module
from umbra.accounts.primitives.keys import ensure_key_check
from umbra.database import Database
from umbra.umbra import api

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
NAMES = ("ann", "bob", "cleo")
CODE = "three blind mice ran {}"
SESSION, CHALLENGE, DEVICE = "umbra_session", "umbra_challenge", "umbra_device"
DATA = (
    "/api/todos",
    "/api/settings",
    "/api/tags",
    "/api/trash",
    "/api/auth/sessions",
    "/api/tokens",
)
EMPTY = (
    "DELETE FROM accounts",
    "DELETE FROM throttles",
    "DELETE FROM policy",
    "UPDATE instance SET set_up_at = NULL",
)
BROWSERS, PEOPLE = st.integers(0, 2), st.sampled_from(NAMES)


class App:
    """The app in this process with its own event loop, since Hypothesis rules are synchronous."""

    def __init__(self, url: str) -> None:
        self.loop = asyncio.Runner()
        self.clock = FrozenClock(NOON)
        self.database = Database(url, self.clock)
        transport = httpx.ASGITransport(app=api, client=("192.0.2.1", 1))
        headers = {"Origin": ORIGIN}
        self.client = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)
        database_module.use(self.database)
        self.run("SELECT 1")

    def run(self, *statements: str) -> Any:
        return self.loop.run(self._run(statements))

    async def _run(self, statements: tuple[str, ...]) -> Any:
        async with self.database.transaction() as tx:
            await ensure_key_check(tx)
            results = [await tx.execute(text(statement)) for statement in statements]
            return results[-1].scalar() if results[-1].returns_rows else None

    def close(self) -> None:
        database_module.use(None)
        self.loop.run(self.client.aclose())
        self.loop.run(self.database.close())
        self.loop.close()


class Walk(RuleBasedStateMachine):
    """One random walk, starting at an empty database."""

    app: App

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.jars: list[dict[str, str]] = [{}, {}, {}]
        self.fresh, self.checks = 0, 0
        self.app.clock.instant = NOON
        self.app.run(*EMPTY)

    @property
    def now(self) -> datetime:
        return self.app.clock.now()

    def call(self, browser: int, method: str, path: str, **body: Any) -> httpx.Response:
        """A request with the browser's cookies, which are updated from the response."""
        jar = self.jars[browser]
        cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
        answer = self.app.loop.run(
            self.app.client.request(
                method,
                f"/api{path}",
                headers={"Cookie": cookies},
                json=None if method == "GET" else body,
            )
        )
        self.app.client.cookies.clear()
        for header in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(header).items():
                if morsel["max-age"] == "0":
                    jar.pop(name, None)
                else:
                    jar[name] = morsel.value
        assert answer.status_code < 500, answer.text
        return answer

    def post(self, browser: int, path: str, **body: Any) -> httpx.Response:
        return self.call(browser, "POST", path, **body)

    def session(self, browser: int) -> ModelSession | None:
        return self.model.session(self.jars[browser].get(SESSION), self.now)

    def is_locked(self, browser: int) -> bool:
        found = self.session(browser)
        return found is not None and found.locked

    def step(self, browser: int, kind: Kind) -> Step | None:
        if self.is_locked(browser):
            return None
        return self.model.step(self.jars[browser].get(CHALLENGE), kind, self.now)

    def act(
        self, browser: int, method: str, path: str, **body: Any
    ) -> tuple[ModelSession | None, Any]:
        """A request that needs an open session: the session if it succeeded, and the response."""
        found = self.session(browser)
        answer = self.call(browser, method, path, **body)
        if found is None or found.locked:
            assert answer.status_code == (423 if found else 401)
            return None, answer
        self.model.touch(found, self.now)
        return (found if answer.is_success else None), answer

    def check_next_step(
        self,
        browser: int,
        person: Person,
        passed: Any,
        answer: httpx.Response,
        before: dict[str, str],
        proved: datetime | None = None,
    ) -> None:
        """Checks the response after a passed step: the next step, or signed in, as in the model.

        `proved`: when the secret before the step was verified; None: now.
        """
        proved = proved or self.now
        expected = self.model.after(person, passed)
        status = expected if expected == "signed_in" else f"{expected}_required"
        assert answer.json()["status"] == status
        self.model.steps.pop(before.get(CHALLENGE, ""), None)
        if expected == "signed_in":
            self.model.sessions.pop(before.get(SESSION, ""), None)
            lifetime = timedelta(days=self.model.session_days)
            session = ModelSession(person, self.now + lifetime, self.now, self.now, proved)
            self.model.sessions[self.jars[browser][SESSION]] = session
        else:
            step = Step(person, expected, self.now + LIFETIMES[expected], proved)
            self.model.steps[self.jars[browser][CHALLENGE]] = step

    @initialize(has_accounts=st.sampled_from([True, True, True, False]))
    def begin(self, has_accounts: bool) -> None:
        if has_accounts:
            self.set_up(0, correct=True)
            self.act(0, "PUT", "/admin/policy", registration_open=True)
            self.sign_in_fully(1, "bob")

    @rule(browser=BROWSERS, correct=st.booleans())
    def set_up(self, browser: int, correct: bool) -> None:
        before, password = dict(self.jars[browser]), self.new_password()
        locked = self.is_locked(browser)
        code = SETUP_CODE if correct else "another code than that"
        body = {"setup_code": code, "username": "ann", "password": password}
        answer = self.post(browser, "/auth/setup", **body)
        if answer.is_success:
            assert correct
            assert not self.model.people
            assert not locked
            ann = Person("ann", password, "admin", answer.json()["account"]["id"])
            self.model.people["ann"] = ann
            self.check_next_step(browser, ann, "mfa_setup", answer, before)
        else:
            assert not correct or self.model.people or answer.status_code == 429

    @rule(browser=BROWSERS, name=PEOPLE)
    def register(self, browser: int, name: str) -> None:
        before, password = dict(self.jars[browser]), self.new_password()
        locked = self.is_locked(browser)
        answer = self.post(browser, "/auth/register", username=name, password=password)
        if answer.is_success:
            assert name not in self.model.people
            assert self.model.people
            assert not locked
            self.model.people[name] = Person(name, password)
            self.check_next_step(
                browser, self.model.people[name], "password_change", answer, before
            )
            listed = self.app.run(f"SELECT id::text FROM accounts WHERE username = '{name}'")
            self.model.people[name].id = listed

    @rule(
        browser=BROWSERS,
        name=PEOPLE,
        which=st.sampled_from(["correct", "correct", "old", "another"]),
    )
    def sign_in(self, browser: int, name: str, which: str) -> None:
        person, others = self.model.people.get(name), list(self.model.people.values())
        known = {
            "correct": [person.password] if person else [],
            "old": person.before if person else [],
            "another": [one.password for one in others if one is not person],
        }
        password = (known[which] or ["no password of anybody"])[-1]
        before, locked = dict(self.jars[browser]), self.is_locked(browser)
        answer = self.post(browser, "/auth/login", username=name, password=password)
        opens = self.model.opens(person, password, self.now) and not locked
        if answer.is_success:
            assert opens
            assert person is not None
            self.check_next_step(browser, person, "secret", answer, before)
        else:
            assert not opens or answer.status_code == 429

    @rule(browser=BROWSERS, name=PEOPLE)
    def sign_in_fully(self, browser: int, name: str) -> None:
        """Passes all steps of sign-in, registering first where needed."""
        if name not in self.model.people:
            self.register(browser, name)
        if self.is_locked(browser):
            self.unlock(browser, correct=True)
        self.sign_in(browser, name, "correct")
        if self.step(browser, "totp") is not None:
            self.time_passes(60)
            self.show_code(browser, 0, None)
        if self.step(browser, "password_change") is not None:
            self.choose_a_new_password(browser, same=False)
        if self.step(browser, "mfa_setup") is not None:
            self.ask_for_a_secret(browser)
            self.confirm_the_secret(browser, 0)

    @rule(browser=BROWSERS, name=PEOPLE)
    def reach_the_second_step(self, browser: int, name: str) -> None:
        person = self.model.people.get(name)
        if person is not None and person.secret is None:
            self.sign_in_fully(browser, name)
            self.turn_on(browser)
        self.time_passes(60)
        self.sign_in(browser, name, "correct")
        self.try_the_other_steps(browser)

    @rule(browser=BROWSERS, attacker=BROWSERS, name=PEOPLE)
    def sign_in_twice_by_one_code(self, browser: int, attacker: int, name: str) -> None:
        self.reach_the_second_step(browser, name)
        self.show_code(browser, 0, None)
        self.sign_in(attacker, name, "correct")
        self.show_code(attacker, 0, None)

    def try_the_other_steps(self, browser: int) -> None:
        """Calls the routes of the other steps, which accept only their own step."""
        self.choose_a_new_password(browser, same=False)
        self.ask_for_a_secret(browser)
        self.confirm_the_secret(browser, 0)

    @rule(browser=BROWSERS, other=BROWSERS, name=PEOPLE)
    def sign_in_with_a_reset_password(self, browser: int, other: int, name: str) -> None:
        self.sign_in_fully(browser, name)
        self.sign_in_fully(other, "ann")
        self.reset(other, name, "password")
        self.sign_in(browser, name, "correct")
        self.ask_for_a_secret(browser)

    @rule(browser=BROWSERS, offset=st.integers(-2, 2), owner=st.sampled_from([None, *NAMES]))
    def show_code(self, browser: int, offset: int, owner: str | None) -> None:
        """A TOTP code: usually of the correct account; early, late, used or another account's."""
        step = self.step(browser, "totp")
        account = self.model.people.get(owner or "") or (step.person if step else None)
        number = int(self.now.timestamp()) // 30 + offset
        secret = account.secret if account else None
        code = TOTP(secret).generate_otp(number) if secret else "000000"
        before = dict(self.jars[browser])
        answer = self.post(browser, "/auth/totp/verify", code=code)
        correct = (
            step is not None and account is step.person and abs(offset) <= 1 and secret is not None
        )
        correct = correct and account is not None and number > account.last_step
        if answer.is_success:
            assert correct
            assert step is not None
            step.person.last_step = number
            self.check_next_step(browser, step.person, "totp", answer, before)
        else:
            assert not correct or answer.status_code == 429
            self.remove_ended_steps(browser)

    @rule(browser=BROWSERS, spent=st.booleans(), owner=st.sampled_from([None, *NAMES]))
    def show_backup_code(self, browser: int, spent: bool, owner: str | None) -> None:
        step = self.step(browser, "totp")
        account = self.model.people.get(owner or "") or (step.person if step else None)
        stored = (account.spent if spent else account.codes) if account else []
        code = stored[-1] if stored else "0-AAAA-AAAA-AAAA-AAAA"
        before = dict(self.jars[browser])
        answer = self.post(browser, "/auth/totp/verify", backup_code=code)
        correct = step is not None and account is step.person and bool(stored) and not spent
        if answer.is_success:
            assert correct
            assert step is not None
            step.person.codes.remove(code)
            step.person.spent.append(code)
            self.check_next_step(browser, step.person, "totp", answer, before, step.proved)
        else:
            assert not correct or answer.status_code == 429
            self.remove_ended_steps(browser)

    @rule(browser=BROWSERS)
    def ask_for_a_secret(self, browser: int) -> None:
        step = self.step(browser, "mfa_setup")
        answer = self.post(browser, "/auth/totp/enforce-setup")
        assert answer.is_success == (step is not None)
        if step is not None:
            assert step.shown in (None, answer.json()["secret"]), "the same at each request"
            step.shown = answer.json()["secret"]

    @rule(browser=BROWSERS, offset=st.integers(-2, 2))
    def confirm_the_secret(self, browser: int, offset: int) -> None:
        step, before = self.step(browser, "mfa_setup"), dict(self.jars[browser])
        number = int(self.now.timestamp()) // 30 + offset
        code = TOTP(step.shown).generate_otp(number) if step and step.shown else "123456"
        answer = self.post(browser, "/auth/totp/enforce-confirm", code=code)
        correct = step is not None and step.shown is not None and abs(offset) <= 1
        assert answer.is_success == correct
        if step is not None and correct:
            self.enrolled(step.person, step.shown, number, answer.json()["backup_codes"])
            self.model.end_sessions(step.person)
            self.check_next_step(browser, step.person, "mfa_setup", answer, before, step.proved)

    @rule(browser=BROWSERS, same=st.booleans())
    def choose_a_new_password(self, browser: int, same: bool) -> None:
        step, before = self.step(browser, "password_change"), dict(self.jars[browser])
        password = step.person.password if step and same else self.new_password()
        answer = self.post(browser, "/auth/password/forced-change", new_password=password)
        assert answer.is_success == (step is not None and not same)
        if step is not None and not same:
            self.changed_password(step.person, password)
            self.model.end_sessions(step.person)
            self.check_next_step(
                browser, step.person, "password_change", answer, before, step.proved
            )

    @rule(browser=BROWSERS, name=PEOPLE)
    def sign_in_and_lock(self, browser: int, name: str) -> None:
        self.sign_in_fully(browser, name)
        self.lock(browser)

    @rule(browser=BROWSERS)
    def lock(self, browser: int) -> None:
        session, _ = self.act(browser, "POST", "/auth/lock")
        if session is not None:
            session.locked = True

    @rule(browser=BROWSERS, correct=st.sampled_from([True, True, False]))
    def unlock(self, browser: int, correct: bool) -> None:
        session = self.session(browser)
        password = session.person.password if session and correct else "no password of anybody"
        was_locked = session is not None and session.locked
        answer = self.post(browser, "/auth/unlock", password=password)
        if session is None:
            assert answer.status_code == 401
        elif was_locked and answer.is_success:
            assert correct
            session.locked, session.touched = False, self.now
        elif was_locked and answer.json()["type"] == "/problems/not-signed-in":
            del self.model.sessions[self.jars[browser][SESSION]]
        elif was_locked:
            assert not correct or answer.status_code == 429

    @rule(browser=BROWSERS)
    def sign_out(self, browser: int) -> None:
        self.model.sessions.pop(self.jars[browser].get(SESSION, ""), None)
        assert self.post(browser, "/auth/logout").status_code == 204

    @rule(browser=BROWSERS, correct=st.booleans())
    def confirm(self, browser: int, correct: bool) -> None:
        session = self.session(browser)
        password = session.person.password if session and correct else "no password of anybody"
        done, answer = self.act(browser, "POST", "/auth/confirm", password=password)
        if done is not None:
            assert correct
            done.proved = self.now
        assert answer.status_code in {204, 401, 423, 429}

    @rule(browser=BROWSERS)
    def turn_on(self, browser: int) -> None:
        done, answer = self.act(browser, "POST", "/auth/totp/setup")
        if done is None:
            return
        assert done.is_fresh(self.now)
        assert done.person.secret is None
        secret, number = answer.json()["secret"], int(self.now.timestamp()) // 30
        code = TOTP(secret).generate_otp(number)
        _, confirmed = self.act(browser, "POST", "/auth/totp/confirm", code=code)
        self.enrolled(done.person, secret, number, confirmed.json()["backup_codes"])
        self.model.end_sessions(done.person, but=done)

    @rule(browser=BROWSERS)
    def turn_off(self, browser: int) -> None:
        done, _ = self.act(browser, "DELETE", "/auth/totp")
        if done is not None and done.person.secret is not None:
            assert done.is_fresh(self.now)
            assert not self.model.mfa_required
            done.person.secret, done.person.codes, done.person.spent = None, [], []
            self.model.end_steps(done.person)
            self.model.end_sessions(done.person, but=done)

    @rule(browser=BROWSERS)
    def change_password(self, browser: int) -> None:
        password = self.new_password()
        done, _ = self.act(browser, "POST", "/auth/password", new_password=password)
        if done is not None:
            assert done.is_fresh(self.now)
            self.changed_password(done.person, password)
            self.model.end_sessions(done.person, but=done)

    @rule(browser=BROWSERS, required=st.booleans(), days=st.sampled_from([1, 30]))
    def write_policy(self, browser: int, required: bool, days: int) -> None:
        rules = {"registration_open": True, "mfa_required": required, "session_days": days}
        done, _ = self.act(browser, "PUT", "/admin/policy", **rules)
        if done is not None:
            assert done.person.role == "admin"
            assert done.is_fresh(self.now)
            self.model.mfa_required, self.model.session_days = required, days

    @rule(browser=BROWSERS, name=PEOPLE, what=st.sampled_from(["password", "mfa"]))
    def reset(self, browser: int, name: str, what: str) -> None:
        person = self.model.people.get(name)
        if person is None:
            return
        path = f"/admin/accounts/{person.id}/reset-{what}"
        done, answer = self.act(browser, "POST", path)
        if done is None:
            return
        assert done.person.role == "admin"
        assert done.is_fresh(self.now)
        self.model.end_steps(person)
        self.model.end_sessions(person)
        if what == "mfa":
            person.secret, person.codes, person.spent = None, [], []
        else:
            self.changed_password(person, answer.json()["one_time_password"])
            person.must_change, person.expires = True, self.now + timedelta(hours=24)

    @rule(
        browser=BROWSERS,
        name=PEOPLE,
        change=st.sampled_from(
            [
                {"disabled": True},
                {"disabled": False},
                {"mfa_enforce_pending": True},
                {"role": "admin"},
                {"role": "member"},
            ]
        ),
    )
    def change_account(self, browser: int, name: str, change: dict[str, Any]) -> None:
        person = self.model.people.get(name)
        if person is None:
            return
        done, _ = self.act(browser, "PATCH", f"/admin/accounts/{person.id}", **change)
        if done is None:
            return
        assert done.person.role == "admin"
        assert done.is_fresh(self.now)
        turned = change.get("role", person.role) != person.role
        person.disabled = change.get("disabled", person.disabled)
        person.role = change.get("role", person.role)
        person.must_enrol = change.get("mfa_enforce_pending", person.must_enrol)
        if change.get("disabled") or turned:
            self.model.end_steps(person)
            self.model.end_sessions(person)

    @rule(
        seconds=st.sampled_from(
            [1, 6, 30, 30, 61, 61, 301, 601, 901, 86401, 31 * 86400, -30, -3600]
        )
    )
    def time_passes(self, seconds: int) -> None:
        self.app.clock.advance(seconds=seconds)

    @rule(one=BROWSERS, other=BROWSERS, cookie=st.sampled_from([SESSION, CHALLENGE, DEVICE]))
    def swap_cookies(self, one: int, other: int, cookie: str) -> None:
        first, second = self.jars[one].pop(cookie, None), self.jars[other].pop(cookie, None)
        if one == other:
            second = first
        for browser, value in ((one, second), (other, first)):
            if value is not None:
                self.jars[browser][cookie] = value

    @rule(attacker=BROWSERS, victim=BROWSERS, cookie=st.sampled_from([SESSION, CHALLENGE, DEVICE]))
    def steal_a_cookie(self, attacker: int, victim: int, cookie: str) -> None:
        if cookie in self.jars[victim]:
            self.jars[attacker][cookie] = self.jars[victim][cookie]

    @invariant()
    def no_browser_gets_more_than_it_showed_secrets_for(self) -> None:
        self.checks += 1
        path = DATA[self.checks % len(DATA)].removeprefix("/api")
        for browser in range(len(self.jars)):
            session = self.session(browser)
            answer = self.call(browser, "GET", path)
            expected = 401 if session is None else 423 if session.locked else 200
            assert answer.status_code == expected, (browser, path, answer.text)
            if expected != 200:
                assert set(answer.json()) <= {"type", "title", "status", "detail"}

    @invariant()
    def an_active_admin_always_exists(self) -> None:
        admins = [p for p in self.model.people.values() if p.role == "admin" and not p.disabled]
        assert admins or not self.model.people
        stored = "SELECT count(*) FROM accounts WHERE role = 'admin' AND disabled_at IS NULL"
        assert self.app.run(stored) == len(admins)

    def remove_ended_steps(self, browser: int) -> None:
        """Removes challenges that the server ended: ten wrong codes end all of an account's."""
        reported = self.call(browser, "GET", "/auth/status").json()["step"]
        step = self.model.steps.get(self.jars[browser].get(CHALLENGE, ""))
        if (
            reported is None
            and step is not None
            and step.kind == "totp"
            and not self.is_locked(browser)
        ):
            for cookie, found in list(self.model.steps.items()):
                if found.person is step.person and found.kind == "totp":
                    del self.model.steps[cookie]

    def enrolled(self, person: Person, secret: str | None, number: int, codes: list[str]) -> None:
        person.secret, person.last_step, person.must_enrol = secret, number, False
        person.codes, person.spent = codes, []
        self.model.end_steps(person)

    def changed_password(self, person: Person, password: str) -> None:
        person.before.append(person.password)
        person.password, person.expires, person.must_change = password, None, False
        self.model.end_steps(person)

    def new_password(self) -> str:
        self.fresh += 1
        return CODE.format(self.fresh)


@pytest.fixture
def app(database_url: str) -> Iterator[App]:
    opened = App(database_url)
    yield opened
    opened.close()


@pytest.mark.hypothesis
def test_no_random_walk_signs_in_without_the_required_secrets(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Walk, "app", app, raising=False)
    run_state_machine_as_test(
        Walk,
        settings=hypothesis_settings(
            max_examples=one_in(25),
            stateful_step_count=60 if is_deep() else 30,
            deadline=None,
            derandomize=not is_deep(),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
