"""Sign-in: the right secret gives a session; a refusal reveals nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.accounts.conftest import PASSWORD, SETUP_CODE, Browser, CountingHasher
from tests.conftest import FrozenClock
from umbra.accounts.primitives import hashing
from umbra.accounts.primitives.hashing import Hasher
from umbra.core.actor import Actor
from umbra.database import Database

PIN = "830164"


@pytest.fixture
async def home(browser: Browser) -> Browser:
    """The browser of alice, the only account, signed out."""
    await browser.set_up()
    await browser.post("/api/auth/logout")
    return browser


@pytest.fixture
async def pin_home(browser: Browser) -> Browser:
    """The browser of the only account, which signs in by PIN, signed out."""
    await browser.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": PIN})
    await browser.post("/api/auth/logout")
    return browser


async def test_the_right_password_opens_a_session(home: Browser) -> None:
    answer = await home.sign_in()
    assert answer.status_code == 200
    assert answer.json()["status"] == "signed_in"
    assert answer.json()["account"]["username"] == "alice"
    assert (await home.get("/api/auth/status")).json()["authenticated"] is True


async def test_a_wrong_password_is_refused(home: Browser) -> None:
    answer = await home.sign_in("four green apples fall")
    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/bad-credentials"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("typed", ["ALICE", " alice ", "ａｌｉｃｅ"])
async def test_a_user_name_matches_in_any_case_width_or_padding(typed: str, home: Browser) -> None:
    assert (await home.sign_in(username=typed)).status_code == 200


async def test_unknown_names_wrong_passwords_and_disabled_accounts_look_the_same(
    home: Browser, database: Database, hasher: CountingHasher
) -> None:
    unknown = await home.sign_in(username="nobody-here")
    wrong = await home.sign_in("not the password")
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET disabled_at = now()"))
    disabled = await home.sign_in()
    assert hasher.compared == 3, "each costs one comparison"
    assert unknown.status_code == wrong.status_code == disabled.status_code == 401
    assert unknown.json() == wrong.json() == disabled.json()
    assert set(unknown.headers) == set(wrong.headers) == set(disabled.headers)


async def test_an_account_without_a_password_is_opened_by_its_pin(pin_home: Browser) -> None:
    answer = await pin_home.post("/api/auth/login", json={"username": "owner", "pin": PIN})
    assert answer.status_code == 200


async def test_the_only_account_s_pin_needs_no_name(pin_home: Browser) -> None:
    assert (await pin_home.post("/api/auth/login", json={"pin": PIN})).status_code == 200


async def test_a_pin_alone_opens_nothing_once_there_are_two_accounts(
    pin_home: Browser, bob: Actor
) -> None:
    assert (await pin_home.post("/api/auth/login", json={"pin": PIN})).status_code == 401


async def test_a_pin_opens_no_account_that_has_a_password(
    home: Browser, database: Database, hasher: CountingHasher
) -> None:
    async with database.transaction() as tx:
        stored = await hasher.hash("pin", PIN)
        await tx.execute(text("UPDATE accounts SET pin_hash = :stored"), {"stored": stored})
    answer = await home.post("/api/auth/login", json={"username": "alice", "pin": PIN})
    assert answer.status_code == 401
    assert (await home.post("/api/auth/login", json={"pin": PIN})).status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "password"),
        ({"username": "alice"}, "password"),
        ({"password": PASSWORD}, "username"),
        ({"username": "alice", "password": PASSWORD, "pin": PIN}, "password"),
        ({"username": "alice", "password": "x" * 5000}, "password"),
        ({"username": "alice", "password": 7}, "password"),
        ({"username": "alice", "password": PASSWORD, "remember": True}, "remember"),
    ],
)
async def test_an_invalid_sign_in_request_reports_its_field(
    body: dict[str, Any], field: str, home: Browser
) -> None:
    answer = await home.post("/api/auth/login", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert PASSWORD not in answer.text


@pytest.mark.parametrize("name", ["ali\x00ce", "\x00", "\u202ealice", "\ufdfa" * 4096])
async def test_a_name_that_can_not_be_stored_is_a_name_that_does_not_exist(
    name: str, home: Browser
) -> None:
    answer = await home.sign_in(username=name)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/bad-credentials")


@pytest.mark.parametrize(
    "password",
    [
        "".join(chr(0x1F34F + number * 37 % 64) for number in range(64)),
        "a" * 75 + "b" + "c" * 4,
        "ünïcödé and spaces  two of them",
        "x" * 12 + "\x00nul",
    ],
    ids=["64 emoji", "80 bytes", "Unicode and spaces", "a NUL"],
)
async def test_a_long_password_is_compared_to_its_last_character(
    password: str, browser: Browser
) -> None:
    assert (await browser.set_up(password=password)).status_code == 201
    assert (await browser.sign_in(password)).status_code == 200
    assert (await browser.sign_in(password[:-1] + "!")).status_code == 401
    assert (await browser.sign_in(password[:75] + "?" + password[76:])).status_code == 401


async def test_two_spellings_of_one_character_are_one_password(browser: Browser) -> None:
    await browser.set_up(password="cafe\u0301 at the corner")
    assert (await browser.sign_in("caf\u00e9 at the corner")).status_code == 200


async def test_an_outdated_bcrypt_cost_is_rehashed_at_the_next_sign_in(
    home: Browser, database: Database
) -> None:
    costlier = Hasher(cost=5)
    hashing.use(costlier)
    assert (await home.sign_in()).status_code == 200
    async with database.transaction() as tx:
        stored = await tx.scalar(text("SELECT password_hash FROM accounts"))
    assert stored.startswith("1$$2b$05$")
    assert (await home.sign_in()).status_code == 200
    costlier.close()


async def test_a_password_changed_during_its_comparison_signs_no_one_in(
    home: Browser, database: Database, hasher: CountingHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = hasher.matches

    async def slowly(kind: hashing.Kind, secret: str, stored: str | None) -> bool:
        right = await compare(kind, secret, stored)
        async with database.transaction() as tx:
            await tx.execute(text("UPDATE accounts SET password_hash = '1$$2b$04$changed'"))
        return right

    monkeypatch.setattr(hasher, "matches", slowly)
    assert (await home.sign_in()).status_code == 401
    async with database.transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM sessions")) == 0


async def test_every_attempt_is_in_the_audit_log_and_no_secret_is(
    home: Browser, database: Database, caplog: pytest.LogCaptureFixture, clock: FrozenClock
) -> None:
    caplog.set_level("DEBUG")
    await home.sign_in("the wrong canary")
    await home.sign_in("a canary", username="typed-into-the-wrong-field")
    await home.sign_in()
    async with database.transaction() as tx:
        rows = await tx.all(text("SELECT * FROM audit_log ORDER BY number"))
        accounts = await tx.scalar(text("SELECT id FROM accounts"))
    noted = [(row.action, row.result, row.account_id is not None, row.detail) for row in rows]
    assert noted == [
        ("setup", "ok", True, {"method": "password"}),
        ("sign_out", "ok", True, {}),
        ("sign_in", "refused", True, {"method": "password"}),
        ("sign_in", "refused", False, {"method": "password"}),
        ("sign_in", "ok", True, {"method": "password"}),
    ]
    assert {(row.address, row.at) for row in rows} == {("192.0.2.1", clock.now())}
    assert f"sign_in refused account={accounts} from=192.0.2.1" in caplog.text
    logged = caplog.text + repr([tuple(row) for row in rows])
    for secret in ("canary", PASSWORD, SETUP_CODE, "typed-into-the-wrong-field"):
        assert secret not in logged
    for cookie in home.cookies.jar:
        assert cookie.value
        assert cookie.value not in logged
