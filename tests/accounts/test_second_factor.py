"""The second factor at sign-in: codes are single use, short-lived, and bound to a browser."""

from __future__ import annotations

import asyncio
from collections import Counter

import bcrypt
import httpx
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import text

from tests.accounts.authenticator import Authenticator, by_backup_code, enrol, verify
from tests.accounts.conftest import PASSWORD, Browser, CountingHasher
from tests.conftest import FrozenClock
from umbra.accounts.credentials import backup_codes, totp
from umbra.accounts.credentials.backup_codes import RANDOM_BYTES, new_codes
from umbra.accounts.sessions import challenges
from umbra.config import settings
from umbra.core.ids import new_id
from umbra.database import Database, database

CHALLENGE = "umbra_challenge"


@pytest.fixture
async def enrolled(browser: Browser, clock: FrozenClock) -> tuple[Authenticator, list[str]]:
    """Alice's authenticator app and backup codes; her browser is signed out."""
    await browser.set_up()
    made = await enrol(browser, clock)
    await browser.post("/api/auth/logout")
    return made


@pytest.fixture
def app(enrolled: tuple[Authenticator, list[str]]) -> Authenticator:
    return enrolled[0]


@pytest.fixture
def codes(enrolled: tuple[Authenticator, list[str]]) -> list[str]:
    return enrolled[1]


async def sessions(database: Database) -> int:
    async with database.transaction() as tx:
        return await tx.scalar(text("SELECT count(*) FROM sessions"))


async def actions(database: Database) -> list[tuple[str, str]]:
    async with database.transaction() as tx:
        rows = await tx.all(text("SELECT action, result FROM audit_log ORDER BY number"))
    return [(row.action, row.result) for row in rows]


async def test_the_password_alone_leads_to_the_second_step_and_no_session(
    app: Authenticator, browser: Browser, database: Database
) -> None:
    answer = await browser.sign_in()
    assert answer.status_code == 200
    assert set(answer.json()) == {"status", "mfa_token", "expires_in"}
    assert (answer.json()["status"], answer.json()["expires_in"]) == ("totp_required", 300)
    assert "umbra_session" not in browser.cookies
    assert await sessions(database) == 0
    assert (await browser.get("/api/todos")).status_code == 401
    step = (await browser.get("/api/auth/status")).json()["step"]
    assert step == {"name": "totp", "expires_in": 300}


async def test_a_right_code_opens_a_session(app: Authenticator, browser: Browser) -> None:
    await browser.sign_in()
    answer = await verify(browser, app.code())
    assert (answer.status_code, answer.json()["status"]) == (200, "signed_in")
    assert (await browser.get("/api/todos")).status_code == 200
    assert CHALLENGE not in browser.cookies
    assert (await browser.get("/api/auth/status")).json()["step"] is None


async def test_a_program_may_identify_the_challenge_by_its_token(
    app: Authenticator, browser: Browser
) -> None:
    token = (await browser.sign_in()).json()["mfa_token"]
    assert (await verify(browser, app.code(), mfa_token="another")).status_code == 401
    assert (await verify(browser, app.code(), mfa_token=token)).status_code == 200


async def test_the_challenge_token_works_in_no_other_browser(
    app: Authenticator, browser: Browser, stranger: Browser
) -> None:
    token = (await browser.sign_in()).json()["mfa_token"]
    answer = await verify(stranger, app.code(), mfa_token=token)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/step-over")
    assert (await verify(browser, app.code())).status_code == 200


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
async def test_a_code_is_valid_one_time_step_back_and_one_forward(
    steps: int, status: int, app: Authenticator, browser: Browser
) -> None:
    await browser.sign_in()
    assert (await verify(browser, app.code(steps))).status_code == status


async def test_a_used_code_and_earlier_codes_are_refused_afterwards(
    app: Authenticator, browser: Browser, stranger: Browser
) -> None:
    later = app.code(1)
    await browser.sign_in()
    assert (await verify(browser, later)).status_code == 200
    await stranger.sign_in()
    assert (await verify(stranger, later)).status_code == 401
    assert (await verify(stranger, app.code())).status_code == 401


async def test_the_code_that_confirmed_the_enrolment_does_not_sign_in(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.set_up()
    shown = await browser.post("/api/auth/totp/setup", json={})
    app = Authenticator(shown.json()["secret"], clock)
    await browser.post("/api/auth/totp/confirm", json={"code": app.code()})
    await browser.sign_in()
    assert (await verify(browser, app.code())).status_code == 401
    clock.advance(seconds=30)
    assert (await verify(browser, app.code())).status_code == 200


async def test_of_fifty_concurrent_requests_with_one_code_exactly_one_succeeds(
    app: Authenticator, browser: Browser, database: Database
) -> None:
    await browser.sign_in()
    answers = await asyncio.gather(*(verify(browser, app.code()) for _ in range(50)))
    assert Counter(answer.is_success for answer in answers) == {True: 1, False: 49}
    assert await sessions(database) == 1


async def test_of_fifty_concurrent_requests_with_one_backup_code_exactly_one_succeeds(
    codes: list[str], browser: Browser, database: Database
) -> None:
    await browser.sign_in()
    answers = await asyncio.gather(*(by_backup_code(browser, codes[0]) for _ in range(50)))
    assert Counter(answer.is_success for answer in answers) == {True: 1, False: 49}
    assert await sessions(database) == 1


async def test_of_several_valid_codes_for_one_challenge_exactly_one_passes(
    app: Authenticator, codes: list[str], browser: Browser, database: Database
) -> None:
    await browser.sign_in()
    answers = await asyncio.gather(
        verify(browser, app.code()), *(by_backup_code(browser, code) for code in codes[:5])
    )
    assert sum(answer.is_success for answer in answers) == 1
    assert await sessions(database) == 1


async def test_a_used_time_step_survives_a_restart(
    app: Authenticator, browser: Browser, database: Database
) -> None:
    await browser.sign_in()
    code = app.code()
    await verify(browser, code)
    await database.engine.dispose()
    await browser.sign_in()
    assert (await verify(browser, code)).status_code == 401


async def test_a_totp_code_counts_as_reauthentication_and_a_backup_code_does_not(
    app: Authenticator, codes: list[str], browser: Browser, clock: FrozenClock
) -> None:
    proved = []
    for backup_code in (None, codes[2]):
        await browser.sign_in()
        clock.advance(minutes=4)
        if backup_code is None:
            await verify(browser, app.code())
        else:
            await by_backup_code(browser, backup_code)
        clock.advance(minutes=2)
        proved.append((await browser.delete("/api/settings/pin")).status_code)
    assert proved == [204, 403], "six minutes after the password, two after the code"


async def test_a_second_factor_challenge_expires_after_five_minutes(
    app: Authenticator, browser: Browser, clock: FrozenClock
) -> None:
    await browser.sign_in()
    clock.advance(minutes=5)
    answer = await verify(browser, app.code())
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/step-over")


async def test_a_challenge_is_passed_once(app: Authenticator, browser: Browser) -> None:
    await browser.sign_in()
    kept = {"Cookie": f"{CHALLENGE}={browser.cookies[CHALLENGE]}"}
    await verify(browser, app.code())
    async with Browser() as attacker:
        body = {"code": app.code(1)}
        answer = await attacker.post("/api/auth/totp/verify", json=body, headers=kept)
    assert answer.json()["type"] == "/problems/step-over"


async def test_a_challenge_ends_when_password_or_second_factor_change(
    app: Authenticator, browser: Browser, stranger: Browser
) -> None:
    await stranger.sign_in()
    await browser.sign_in()
    await verify(browser, app.code())
    body = {"new_password": "seven blue herons waded"}
    assert (await browser.post("/api/auth/password", json=body)).status_code == 204
    refused = await verify(stranger, app.code(1))
    assert refused.json()["type"] == "/problems/step-over"
    await stranger.sign_in(body["new_password"])
    assert (await browser.delete("/api/auth/totp")).status_code == 204
    refused = await verify(stranger, app.code(1))
    assert refused.json()["type"] == "/problems/step-over"


async def test_ten_wrong_codes_of_both_kinds_block_the_second_factor(
    app: Authenticator, codes: list[str], browser: Browser, clock: FrozenClock, database: Database
) -> None:
    await browser.sign_in()
    kept = browser.cookies[CHALLENGE]
    for number in range(10):
        wrong = {"backup_code": "0-" + "A" * 16} if number % 2 else {"code": app.wrong()}
        answer = await browser.post("/api/auth/totp/verify", json=wrong)
        assert answer.status_code == 401, number
    assert (await verify(browser, app.code())).json()["type"] == "/problems/step-over"
    await browser.sign_in()
    waiting = await verify(browser, app.code())
    assert (waiting.status_code, waiting.headers["retry-after"]) == (429, "900")
    assert (await by_backup_code(browser, codes[3])).status_code == 429
    clock.advance(minutes=15)
    async with Browser() as attacker:
        old = {"Cookie": f"{CHALLENGE}={kept}"}
        answer = await attacker.post(
            "/api/auth/totp/verify", json={"code": app.code()}, headers=old
        )
        assert answer.json()["type"] == "/problems/step-over"
    await browser.sign_in()
    assert (await verify(browser, app.code())).status_code == 200
    assert [result for _, result in await actions(database)].count("throttled") == 1


async def test_the_third_wrong_code_warns_the_account(
    app: Authenticator, browser: Browser, database: Database
) -> None:
    await browser.sign_in()
    warned = []
    for _ in range(5):
        await verify(browser, app.wrong())
        warned.append((await actions(database)).count(("totp", "warned")))
    assert warned == [0, 0, 1, 1, 1]


async def test_wrong_passwords_alone_neither_block_the_second_factor_nor_end_a_challenge(
    app: Authenticator, browser: Browser, stranger: Browser
) -> None:
    await browser.sign_in()
    for _ in range(12):
        await stranger.sign_in("not the password")
    assert (await verify(browser, app.code())).status_code == 200


async def test_wrong_codes_are_counted_across_rollbacks_and_restarts(
    app: Authenticator, browser: Browser, database: Database
) -> None:
    await browser.sign_in()
    for _ in range(9):
        await verify(browser, app.wrong())
    await database.engine.dispose()
    await verify(browser, app.wrong())
    await browser.sign_in()
    assert (await verify(browser, app.code())).status_code == 429


async def test_a_backup_code_works_once_however_it_is_typed(
    codes: list[str], browser: Browser
) -> None:
    await browser.sign_in()
    typed = codes[4].lower().replace("-", " ")
    assert (await by_backup_code(browser, typed)).status_code == 200
    left = (await browser.get("/api/auth/totp")).json()["backup_codes_left"]
    assert left == 9
    await browser.sign_in()
    assert (await by_backup_code(browser, codes[4])).status_code == 401


async def test_creating_and_checking_backup_codes_costs_no_slow_hash(
    codes: list[str], browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await browser.sign_in()
    for slow in ("hashpw", "checkpw"):
        monkeypatch.delattr(bcrypt, slow)
    assert (await by_backup_code(browser, "7" + codes[6][1:])).status_code == 401
    assert (await by_backup_code(browser, codes[6])).status_code == 200
    fresh = (await browser.post("/api/auth/totp/backup-codes")).json()["backup_codes"]
    assert len(set(fresh)) == 10
    await browser.delete("/api/auth/totp")
    shown = await browser.post("/api/auth/totp/setup", json={})
    code = Authenticator(shown.json()["secret"], FrozenClock(database().clock.now())).code()
    assert (await browser.post("/api/auth/totp/confirm", json={"code": code})).status_code == 200


async def test_a_backup_code_stored_as_bcrypt_stays_valid_and_costs_one_hash_an_attempt(
    codes: list[str], browser: Browser, database: Database, hasher: CountingHasher
) -> None:
    await _store_as_bcrypt(database, hasher, codes)
    await browser.sign_in()
    before = hasher.compared
    assert (await by_backup_code(browser, "7" + codes[6][1:])).status_code == 401
    assert hasher.compared - before == 1
    assert (await by_backup_code(browser, codes[6])).status_code == 200
    await browser.sign_in()
    assert (await by_backup_code(browser, codes[6])).status_code == 401, "each works once"
    async with database.transaction() as tx:
        used = text("SELECT count(*) FROM backup_codes WHERE used_at IS NOT NULL")
        assert await tx.scalar(used) == 1


async def test_a_stored_backup_code_is_valid_for_its_own_account_only(
    codes: list[str],
) -> None:
    alice, bob = new_id(), new_id()
    kept = backup_codes.hashes_of(alice, codes)
    assert await backup_codes.matches(alice, codes[3], kept[3])
    assert not await backup_codes.matches(bob, codes[3], kept[3])
    assert not await backup_codes.matches(alice, codes[3], kept[4])
    assert not await backup_codes.matches(alice, codes[3], None)


async def _store_as_bcrypt(database: Database, hasher: CountingHasher, codes: list[str]) -> None:
    """Stores `codes` as bcrypt, as they were stored before HMAC."""
    async with database.transaction() as tx:
        for selector, code in enumerate(codes):
            kept = await hasher.hash("backup_code", backup_codes.normalized(code))
            await tx.execute(
                text("UPDATE backup_codes SET code_hash = :kept WHERE selector = :selector"),
                {"kept": kept, "selector": selector},
            )


async def test_new_backup_codes_invalidate_the_old_ones(
    app: Authenticator, codes: list[str], browser: Browser
) -> None:
    await browser.sign_in()
    await verify(browser, app.code())
    fresh = (await browser.post("/api/auth/totp/backup-codes")).json()["backup_codes"]
    assert len(set(fresh)) == 10
    await browser.sign_in()
    assert (await by_backup_code(browser, codes[0])).status_code == 401
    assert (await by_backup_code(browser, fresh[0])).status_code == 200


async def test_backup_codes_have_eighty_random_bits() -> None:
    made = [code for _ in range(100) for code in new_codes()]
    assert len({code[2:] for code in made}) == 1000
    assert RANDOM_BYTES * 8 == 80
    assert {len(code) for code in made} == {len("0-AAAA-AAAA-AAAA-AAAA")}


async def test_totp_secrets_have_160_random_bits_and_default_parameters(database: Database) -> None:
    account_id = new_id()
    shown = [totp.enrolment(account_id, "alice", totp.new_secret(account_id)) for _ in range(20)]
    assert len({one.secret for one in shown}) == 20
    assert {len(one.secret) for one in shown} == {32}, "160 bits of base32"
    uri = httpx.URL(shown[0].otpauth_uri)
    assert (uri.scheme, uri.host, uri.path) == ("otpauth", "totp", "/UMBRA:alice")
    assert uri.params["secret"] == shown[0].secret
    assert uri.params.get("digits", "6") == "6"
    assert uri.params.get("period", "30") == "30"
    assert uri.params.get("algorithm", "SHA1") == "SHA1"
    assert shown[0].qr_svg.startswith("<svg")


async def test_no_secret_and_no_code_is_readable_in_the_database_or_the_log(
    app: Authenticator,
    codes: list[str],
    browser: Browser,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    token = (await browser.sign_in()).json()["mfa_token"]
    cookie = browser.cookies[CHALLENGE]
    code = app.code()
    await verify(browser, app.wrong())
    await by_backup_code(browser, codes[0])
    await browser.sign_in()
    await verify(browser, code)
    kept = caplog.text
    async with database.transaction() as tx:
        for table in ("challenges", "totp_secrets", "backup_codes", "audit_log", "sessions"):
            kept += repr([tuple(r) for r in await tx.all(text(f"SELECT * FROM {table}"))])
    for secret in (app.secret, token, cookie, PASSWORD, *codes, codes[0].replace("-", "")):
        assert secret not in kept
    assert challenges.TOKEN_BYTES * 8 == 256


async def test_a_secret_is_unreadable_with_another_key_and_for_another_account(
    database: Database, configuration: pytest.MonkeyPatch
) -> None:
    account_id = new_id()
    sealed = totp.new_secret(account_id)
    with pytest.raises(InvalidTag):
        totp.enrolment(new_id(), "bob", sealed)
    configuration.setenv("UMBRA_SECRET_KEY", "another-secret-of-the-same-good-length")
    settings.cache_clear()
    with pytest.raises(InvalidTag):
        totp.enrolment(account_id, "alice", sealed)


async def count_of_wrong_codes(database: Database) -> int:
    async with database.transaction() as tx:
        return await tx.scalar(text("SELECT count(*) FROM audit_log WHERE result = 'refused'"))


@pytest.mark.parametrize("times", [2, 18])
async def test_parallel_requests_with_one_valid_code_count_as_no_failure_and_block_nothing(
    times: int, app: Authenticator, browser: Browser, clock: FrozenClock, database: Database
) -> None:
    await browser.sign_in()
    await asyncio.gather(*(verify(browser, app.code()) for _ in range(times)))
    assert await count_of_wrong_codes(database) == 0
    clock.advance(seconds=30)
    await browser.post("/api/auth/logout")
    await browser.sign_in()
    assert (await verify(browser, app.code())).status_code == 200


async def test_parallel_requests_with_one_valid_backup_code_count_as_no_failure(
    codes: list[str], browser: Browser, database: Database
) -> None:
    await browser.sign_in()
    await asyncio.gather(*(by_backup_code(browser, codes[0]) for _ in range(18)))
    assert await count_of_wrong_codes(database) == 0
    await browser.post("/api/auth/logout")
    await browser.sign_in()
    assert (await by_backup_code(browser, codes[1])).status_code == 200


async def test_a_used_code_does_not_reset_the_count_of_wrong_ones(
    app: Authenticator, codes: list[str], browser: Browser, stranger: Browser
) -> None:
    """An attacker who saw a used code can't reset the count of wrong guesses by sending it."""
    await browser.sign_in()
    assert (await by_backup_code(browser, codes[0])).status_code == 200
    await stranger.sign_in()
    for _ in range(9):
        assert (await verify(stranger, app.wrong())).status_code == 401
        assert (await by_backup_code(stranger, codes[0])).status_code == 401
    assert (await verify(stranger, app.wrong())).status_code == 401
    assert (await verify(stranger, app.code())).status_code in {401, 429}


@pytest.mark.parametrize(("steps", "problem"), [(-2, "clock-is-off"), (-20, "clock-is-off")])
async def test_a_code_of_the_last_minutes_is_reported_as_such_and_counts_as_wrong(
    steps: int, problem: str, app: Authenticator, browser: Browser, database: Database
) -> None:
    await browser.sign_in()
    answer = await verify(browser, app.code(steps))
    assert (answer.status_code, answer.json()["type"]) == (401, f"/problems/{problem}")
    assert "clock" in answer.json()["detail"]
    assert await count_of_wrong_codes(database) == 1


@pytest.mark.parametrize("steps", [2, 5, 20, -21])
async def test_a_code_of_the_minutes_to_come_is_refused_like_any_wrong_one(
    steps: int, app: Authenticator, browser: Browser
) -> None:
    """Otherwise an attacker who guessed it would know a code that becomes valid soon."""
    await browser.sign_in()
    answer = await verify(browser, app.code(steps))
    assert answer.json()["type"] == "/problems/bad-credentials"


@pytest.mark.parametrize("steps", [-10, 10])
async def test_clock_skew_of_a_device_is_reported_during_enrolment(
    steps: int, browser: Browser, clock: FrozenClock
) -> None:
    await browser.set_up()
    shown = await browser.post("/api/auth/totp/setup", json={})
    code = Authenticator(shown.json()["secret"], clock).code(steps)
    answer = await browser.post("/api/auth/totp/confirm", json={"code": code})
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/clock-is-off")


@pytest.mark.parametrize(
    "pasted",
    [
        "3-ABCD-EFGH-IJKL-MNOP",
        " 3-abcd-efgh-ijkl-mnop\r\n",
        "3 ABCD EFGH IJKL MNOP",
        "3ABCDEFGHIJKLMNOP",
        "3. 3-ABCD-EFGH-IJKL-MNOP",
        "10) 3-ABCD-EFGH-IJKL-MNOP",
        "[ ] 3-ABCD-EFGH-IJKL-MNOP",
        "• 3–ABCD–EFGH–IJKL–MNOP",
        "3\N{NON-BREAKING HYPHEN}ABCD\N{MINUS SIGN}EFGH\N{EM DASH}IJKL\N{NO-BREAK SPACE}MNOP",
        "3-ABCD-EFGH-\N{ZERO WIDTH SPACE}IJKL-\N{WORD JOINER}MNOP",
        "３－ＡＢＣＤ－ＥＦＧＨ－ＩＪＫＬ－ＭＮＯＰ",
        "3-ABCD-EFGH-\nIJKL-MNOP",
        "3-A8CD-EFGH-1JKL-MN0P",
        "3-ABCD-EFGH-IJKL-MNOP (umbra.example, alice)",
        "Backup code: 3-ABCD-EFGH-IJKL-MNOP",
    ],
)
def test_a_backup_code_is_read_in_any_form_in_which_it_is_pasted(pasted: str) -> None:
    assert backup_codes.normalized(pasted) == "3ABCDEFGHIJKLMNOP"


@pytest.mark.parametrize(
    "typed", ["", "3", "x" * 5000, "9-" * 2000, "3-ABCD-EFGH-IJKL-MNO", "–" * 99]
)
def test_other_text_is_not_read_as_a_backup_code(typed: str) -> None:
    assert len(backup_codes.normalized(typed)) != 17
