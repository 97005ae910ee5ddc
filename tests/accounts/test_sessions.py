"""Sessions and their cookies."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from http.cookies import SimpleCookie

import psycopg
import pytest
from sqlalchemy import event, make_url, text

from tests.accounts.conftest import Browser
from tests.conftest import FrozenClock, make_account, token_of
from umbra.accounts.sessions import sessions
from umbra.config import settings
from umbra.core.actor import Actor
from umbra.database import Database

SESSION, DEVICE = "umbra_session", "umbra_device"


def cookies_of(headers: list[str]) -> SimpleCookie:
    parsed = SimpleCookie()
    for header in headers:
        parsed.load(header)
    return parsed


async def test_the_cookies_are_http_only_and_same_site(browser: Browser) -> None:
    answer = await browser.set_up()
    cookies = cookies_of(answer.headers.get_list("set-cookie"))
    assert set(cookies) == {SESSION, DEVICE}
    for cookie in cookies.values():
        assert cookie["httponly"] is True
        assert (cookie["samesite"].lower(), cookie["path"]) == ("lax", "/")
        assert (cookie["domain"], cookie["secure"]) == ("", "")
    assert cookies[SESSION]["max-age"] == str(30 * 24 * 3600)
    assert cookies[DEVICE]["max-age"] == str(365 * 24 * 3600)
    for cookie in cookies.values():
        assert cookie.value not in answer.text


async def test_behind_tls_the_cookies_are_secure_and_bound_to_the_host(
    browser: Browser, configuration: pytest.MonkeyPatch
) -> None:
    configuration.setenv("UMBRA_PUBLIC_URL", "https://umbra.example.org")
    settings.cache_clear()
    browser.headers["Origin"] = "https://umbra.example.org"
    answer = await browser.set_up()
    cookies = cookies_of(answer.headers.get_list("set-cookie"))
    assert set(cookies) == {f"__Host-{SESSION}", f"__Host-{DEVICE}"}
    assert all(cookie["secure"] is True for cookie in cookies.values())
    token = cookies[f"__Host-{SESSION}"].value
    signed_in = {"Cookie": f"__Host-{SESSION}={token}"}
    assert (await browser.get("/api/auth/sessions", headers=signed_in)).status_code == 200
    bare = {"Cookie": f"{SESSION}={token}"}
    assert (await browser.get("/api/auth/sessions", headers=bare)).status_code == 401


async def test_tokens_are_random_and_only_their_digests_are_stored(
    alice: Actor, database: Database
) -> None:
    async with database.transaction() as tx:
        begun = [await sessions.begin(tx, alice.account_id, "", "", tx.now) for _ in range(100)]
        stored = repr([tuple(row) for row in await tx.all(text("SELECT * FROM sessions"))])
    assert len({session.token for session in begun}) == 100
    assert all(len(session.token) == 43 for session in begun), "256 bits of base64"
    assert all(session.token not in stored for session in begun)
    assert sessions.TOKEN_BYTES * 8 == 256


async def test_a_token_the_browser_brings_is_never_adopted(browser: Browser) -> None:
    await browser.set_up()
    await browser.post("/api/auth/logout")
    planted = {"Cookie": f"{SESSION}=planted-by-somebody-else"}
    answer = await browser.post(
        "/api/auth/login",
        json={"username": "alice", "password": "four green apples fell"},
        headers=planted,
    )
    assert cookies_of(answer.headers.get_list("set-cookie"))[SESSION].value != "planted-by"
    assert (await browser.get("/api/auth/sessions", headers=planted)).status_code == 401


async def test_signing_in_again_ends_the_session_the_browser_had(browser: Browser) -> None:
    await browser.set_up()
    before = {"Cookie": f"{SESSION}={browser.cookies[SESSION]}"}
    await browser.sign_in()
    assert browser.cookies[SESSION] not in before["Cookie"]
    async with Browser() as other:
        assert (await other.get("/api/auth/sessions", headers=before)).status_code == 401
    assert len((await browser.get("/api/auth/sessions")).json()["items"]) == 1


async def test_a_session_lasts_thirty_days_from_sign_in_and_does_not_slide(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.set_up()
    await browser.patch("/api/settings", json={"auto_lock_minutes": None})
    for _ in range(29):
        clock.advance(days=1)
        assert (await browser.get("/api/auth/sessions")).status_code == 200
    clock.advance(hours=23, minutes=59, seconds=59)
    assert (await browser.get("/api/auth/sessions")).status_code == 200
    clock.advance(seconds=1)
    assert (await browser.get("/api/auth/sessions")).status_code == 401


async def test_signing_out_ends_the_session_on_the_server(browser: Browser) -> None:
    await browser.set_up()
    old_cookie = {"Cookie": f"{SESSION}={browser.cookies[SESSION]}"}
    answer = await browser.post("/api/auth/logout")
    assert answer.status_code == 204
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    cleared = cookies_of(answer.headers.get_list("set-cookie"))
    assert set(cleared) == {SESSION}, "the device cookie stays"
    assert (cleared[SESSION].value, cleared[SESSION]["max-age"]) == ("", "0")
    assert (await browser.get("/api/auth/sessions", headers=old_cookie)).status_code == 401
    assert (await browser.post("/api/auth/logout")).status_code == 204


async def test_an_account_lists_and_ends_its_own_sessions(browser: Browser) -> None:
    browser.headers["User-Agent"] = "A browser"
    await browser.set_up()
    async with Browser("203.0.113.9") as phone:
        phone.headers["User-Agent"] = "A phone"
        await phone.sign_in()
        listed = (await browser.get("/api/auth/sessions")).json()["items"]
        assert {(one["user_agent"], one["address"], one["current"]) for one in listed} == {
            ("A phone", "203.0.113.9", False),
            ("A browser", "192.0.2.1", True),
        }
        assert not {"token", "token_hash"} & set(listed[0])
        of_the_phone = next(one["id"] for one in listed if not one["current"])
        assert (await browser.delete(f"/api/auth/sessions/{of_the_phone}")).status_code == 204
        assert (await phone.get("/api/auth/sessions")).status_code == 401


async def test_all_other_sessions_end_at_once(browser: Browser) -> None:
    await browser.set_up()
    async with Browser() as phone, Browser() as tablet:
        await phone.sign_in()
        await tablet.sign_in()
        assert (await browser.delete("/api/auth/sessions")).status_code == 204
        assert (await phone.get("/api/auth/sessions")).status_code == 401
        assert (await tablet.get("/api/auth/sessions")).status_code == 401
        assert (await browser.get("/api/auth/sessions")).status_code == 200


async def test_another_account_s_session_looks_like_a_missing_one(
    browser: Browser, database: Database
) -> None:
    await browser.set_up()
    bob = await make_account(database, "bob", "member")
    of_bob = await browser.delete(f"/api/auth/sessions/{bob.session_id}")
    of_nobody = await browser.delete("/api/auth/sessions/01900000-0000-7000-8000-000000000000")
    assert of_bob.status_code == of_nobody.status_code == 404
    assert of_bob.json() == of_nobody.json()
    cookie_of_bob = {"Cookie": f"{SESSION}={token_of('bob')}"}
    assert (await browser.get("/api/auth/sessions", headers=cookie_of_bob)).status_code == 200


async def test_every_process_is_notified_when_a_session_ends(
    browser: Browser, database: Database
) -> None:
    plain = (
        make_url(database.url).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as listening:
        await listening.execute("LISTEN umbra")
        await browser.set_up()
        session_id = (await browser.get("/api/auth/sessions")).json()["items"][0]["id"]
        await browser.post("/api/auth/logout")
        ended = {"session": session_id, "event": "ended"}
        async with aclosing(listening.notifies(timeout=20)) as notices:
            received = await anext(
                (found async for found in notices if json.loads(found.payload) == ended), None
            )
    assert received is not None


async def test_a_session_is_looked_up_in_one_statement(database: Database, alice: Actor) -> None:
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    live = await sessions.look_up(sessions.digest(token_of("alice")))
    assert live is not None
    assert live.actor == alice
    assert len(sent) == 1


async def test_fifty_concurrent_look_ups_each_find_their_own_account(
    database: Database, alice: Actor, bob: Actor
) -> None:
    names = ["alice", "bob"] * 25
    found = await asyncio.gather(
        *(sessions.look_up(sessions.digest(token_of(name))) for name in names)
    )
    assert [live.actor for live in found if live] == [alice, bob] * 25


async def test_without_a_database_every_request_is_refused_and_no_detail_is_shown(
    browser: Browser, database: Database
) -> None:
    await browser.set_up()
    broken = Database("postgresql+psycopg://nobody:secret-word@127.0.0.1:9/none")
    from umbra import database as database_module

    database_module.use(broken)
    for answer in (
        await browser.get("/api/auth/sessions"),
        await browser.sign_in(),
        await browser.get("/api/auth/status"),
    ):
        assert answer.status_code == 503
        assert "secret-word" not in answer.text
        assert "psycopg" not in answer.text
    database_module.use(database)
    assert (await browser.get("/api/auth/sessions")).status_code == 200
