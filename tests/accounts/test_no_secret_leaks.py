"""After a whole journey through all flows, no secret is found outside the browser it belongs to."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.accounts.authenticator import Authenticator
from tests.accounts.conftest import SETUP_CODE, Browser
from tests.accounts.sockets import Browsers, Tab, app, serving
from tests.canaries import Canaries, dumped
from tests.conftest import FrozenClock
from umbra.accounts.access.socket import Limits
from umbra.accounts.lock_screen.state import LockState
from umbra.database import Database

FIRST, SECOND, THIRD = "canary apples fell", "canary herons waded", "canary lanterns burnt"
PIN, WRONG_PIN, WRONG_CODE = "740291836455", "740291836999", "918273"
TOKENS = ("mfa_token", "password_change_token", "mfa_enforce_token", "token")


class Journey:
    """One browser. Each secret that it sends or receives is added to the canaries."""

    def __init__(self, canaries: Canaries, address: str) -> None:
        self.canaries, self.browser = canaries, Browser(address)
        self.refusals: list[str] = []

    async def post(self, path: str, **body: str) -> Any:
        for field in ("password", "new_password", "pin", "code", "backup_code", "invite"):
            if field in body:
                self.canaries.keep(f"{field} typed at {path}", body[field])
        answer = await self.browser.post(f"/api{path}", json=body)
        for name, value in self.browser.cookies.items():
            self.canaries.keep(f"cookie {name}", value)
        if answer.is_error:
            self.refusals.append(f"{answer.headers} {answer.text}")
        received = answer.json() if answer.content else {}
        for name in TOKENS:
            if name in received:
                self.canaries.keep(f"{name} of {path}", received[name])
        for code in received.get("backup_codes", ()):
            self.canaries.keep("backup code", code)
        if "one_time_password" in received:
            self.canaries.keep("one-time password", received["one_time_password"])
        if "secret" in received:
            self.canaries.keep("TOTP secret", received["secret"])
        return received


@pytest.fixture
async def tabs(database: Database) -> AsyncIterator[Browsers]:
    async with serving(Limits(handshakes_per_minute=100)) as opened:
        yield opened


async def test_no_secret_of_a_whole_journey_is_in_log_frame_state_refusal_or_dump(
    database: Database, tabs: Browsers, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "httpx")  # the tests' own client, which logs addresses
    caplog.set_level(logging.DEBUG)
    canaries = Canaries()
    canaries.keep("setup code", SETUP_CODE)
    alice, bob = Journey(canaries, "192.0.2.1"), Journey(canaries, "198.51.100.7")
    opened = [await first_day(alice, tabs, clock), await by_invitation(bob, alice, tabs, clock)]
    dumps = dumped(database.url)
    async with database.transaction() as tx:
        await tx.execute(text("DELETE FROM accounts"))
        await tx.execute(text("UPDATE instance SET set_up_at = NULL"))
    owner = Journey(canaries, "192.0.2.1")
    opened.append(await by_pin(owner, tabs))
    dumps += dumped(database.url)
    places = {
        "log": caplog.text + repr([record.__dict__ for record in caplog.records]),
        "frames": "".join(frame for part in opened for tab in part for frame in tab.frames),
        "states": b"".join(state._serialize() for state in states()),
        "refusals": "".join(alice.refusals + bob.refusals + owner.refusals),
        "dump": dumps,
    }
    assert all(places.values()), "each place contains something to search"
    assert "sign_in refused" in caplog.text
    assert canaries.leaked_into(places) == {}


async def first_day(alice: Journey, tabs: Browsers, clock: FrozenClock) -> list[Tab]:
    """First-run setup, a second factor, wrong attempts of every kind, locking, an API token."""
    await alice.post("/auth/setup", setup_code="not the canary code", username="a", password=FIRST)
    await alice.post("/auth/setup", setup_code=SETUP_CODE, username="alice", password=FIRST)
    shown = await alice.post("/auth/totp/setup")
    authenticator = Authenticator(shown["secret"], clock)
    await alice.post("/auth/totp/confirm", code=WRONG_CODE)
    codes = (await alice.post("/auth/totp/confirm", code=authenticator.code()))["backup_codes"]
    clock.advance(seconds=60)
    opened = [await tab_of(alice, tabs)]
    await alice.post("/auth/logout")
    await alice.post("/auth/login", username=THIRD, password=SECOND)
    await alice.post("/auth/login", username="alice", password=SECOND)
    await alice.post("/auth/login", username="alice\0", password="canary 🍎 fell")
    await alice.post("/auth/login", username="alice", password=FIRST)
    opened.append(await tab_of(alice, tabs, "/lock"))
    await alice.post("/auth/totp/verify", code=WRONG_CODE)
    await alice.post("/auth/totp/verify", backup_code="3-CANA-RYCA-NARY-CANA")
    await alice.post("/auth/totp/verify", backup_code=codes[3])
    await alice.post("/auth/login", username="alice", password=FIRST)
    await alice.post("/auth/totp/verify", code=authenticator.code())
    opened.append(await tab_of(alice, tabs))
    await alice.post("/auth/lock")
    await alice.post("/auth/unlock", password=SECOND)
    await alice.post("/auth/unlock", pin=WRONG_PIN)
    await alice.post("/auth/unlock", password=FIRST)
    await alice.post("/auth/confirm", password=FIRST)
    await alice.post("/auth/password", new_password="short canary"[:9])
    await alice.post("/auth/password", new_password=SECOND)
    made = await alice.browser.post("/api/tokens", json={"name": "x", "scopes": ["write"]})
    token = alice.canaries.keep("API token", made.json()["token"])
    half_way = Journey(alice.canaries, "203.0.113.5")
    await half_way.post("/auth/login", username="alice", password=SECOND)
    async with Browser() as program:
        bearer = {"Authorization": f"Bearer {token}"}
        assert (await program.get("/api/todos", headers=bearer)).status_code == 200
        await program.get(f"/api/todos?access_token={token}")
        await program.post("/api/todos", headers=bearer, json={"title": 7})
    return opened


async def by_invitation(
    bob: Journey, alice: Journey, tabs: Browsers, clock: FrozenClock
) -> list[Tab]:
    """Registration by invitation, an enforced second factor, a password reset, a forced change."""
    link = await alice.post("/admin/invites")
    await bob.post("/auth/register", username="bob", password=THIRD, invite="canary " * 5)
    await bob.post("/auth/register", username="bob", password=THIRD, invite=link["token"])
    opened = [await tab_of(bob, tabs)]
    status = (await bob.browser.get("/api/auth/status")).json()
    path = f"/api/admin/accounts/{status['account']['id']}"
    await alice.browser.patch(path, json={"mfa_enforce_pending": True})
    await bob.post("/auth/login", username="bob", password=THIRD)
    shown = await bob.post("/auth/totp/enforce-setup")
    opened.append(await tab_of(bob, tabs, "/lock"))
    authenticator = Authenticator(shown["secret"], clock)
    await bob.post("/auth/totp/enforce-confirm", code=WRONG_CODE)
    await bob.post("/auth/totp/enforce-confirm", code=authenticator.code())
    clock.advance(seconds=60)
    given = await alice.post(f"{path.removeprefix('/api')}/reset-password")
    await bob.post("/auth/login", username="bob", password=given["one_time_password"])
    await bob.post("/auth/totp/verify", code=authenticator.code())
    opened.append(await tab_of(bob, tabs, "/lock"))
    await bob.post("/auth/password/forced-change", new_password="canary")
    answer = await bob.post("/auth/password/forced-change", new_password=f"{FIRST} again")
    assert answer["status"] == "signed_in"
    return opened


async def by_pin(owner: Journey, tabs: Browsers) -> list[Tab]:
    """First-run setup with only a PIN, locking, unlocking, signing in."""
    await owner.post("/auth/setup", setup_code=SETUP_CODE, pin=PIN)
    await owner.post("/auth/lock")
    await owner.post("/auth/unlock", pin=WRONG_PIN)
    await owner.post("/auth/unlock", pin=PIN)
    await owner.post("/auth/login", pin=WRONG_PIN)
    assert (await owner.post("/auth/login", pin=PIN))["status"] == "signed_in"
    return [await tab_of(owner, tabs)]


async def tab_of(journey: Journey, tabs: Browsers, path: str = "/settings") -> Tab:
    """A tab with all cookies of the browser, which reports a refused sign-in to its state."""
    cookies = "; ".join(f"{name}={value}" for name, value in journey.browser.cookies.items())
    tab = await tabs.tab(path=path, headers=((b"cookie", cookies.encode()),))
    result = {"status": 401, "name": "bad-credentials", "detail": {}}
    await tab.send(f"{LockState.get_full_name()}.hear", result)
    await tab.settle()
    return tab


def states() -> list[Any]:
    """Every state of the server's in-memory state manager."""
    return list(vars(app.state_manager)["states"].values())
