"""Every admin route, called without a browser in the order an admin would use them."""

from __future__ import annotations

from typing import Any

from httpx import AsyncClient, Response

from tests.accounts.conftest import ORIGIN, PASSWORD, Browser
from tests.admin.test_accounts import NEW, choose_password
from tests.conftest import FrozenClock
from tests.test_authorization import GUARDED


class Curl:
    """Calls the admin routes with a session cookie, as `curl` would, and records which."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        del client.headers["Origin"]
        client.headers["X-Umbra-Request"] = "1"
        self.called: set[tuple[str, str]] = set()

    async def __call__(self, line: str, body: Any = None, **named: str) -> Response:
        method, path = line.split()
        self.called.add((method, f"/api{path}"))
        address = f"{ORIGIN}/api{path.format(**named)}"
        answer = await self._client.request(method, address, json=body)
        assert answer.is_success, f"{line}: {answer.status_code} {answer.text}"
        return answer


async def test_every_admin_route_can_be_called_by_curl(
    admin: Browser, other_browser: Browser, clock: FrozenClock
) -> None:
    curl = Curl(admin)
    rules = (await curl("GET /admin/policy")).json()
    await curl("PUT /admin/policy", {**rules, "session_days": 7})

    made = (await curl("POST /admin/accounts", {"username": "bob"})).json()
    bob = made["account"]["id"]
    assert (await other_browser.sign_in(made["one_time_password"], "bob")).status_code == 200
    assert (await choose_password(other_browser)).json()["status"] == "signed_in"
    sessions = (await curl("GET /admin/accounts/{account_id}/sessions", account_id=bob)).json()
    assert len(sessions["items"]) == 1
    await curl("DELETE /admin/accounts/{account_id}/sessions", account_id=bob)
    assert (await other_browser.get("/api/todos")).status_code == 401

    for _ in range(5):
        await other_browser.sign_in("not the password", "bob")
    seen = (await curl("GET /admin/overview")).json()
    assert [one["username"] for one in seen["lockouts"]] == ["bob"]
    await curl("POST /admin/accounts/{account_id}/lift-lockout", account_id=bob)
    assert (await other_browser.sign_in(NEW, "bob")).status_code == 200

    async with Browser("203.0.113.5") as guesser:
        for number in range(31):
            await guesser.sign_in("not the password", f"name{number}")
    await curl("POST /admin/lift-lockout", {"network": "203.0.113.5"})

    await curl("POST /admin/accounts/{account_id}/reset-mfa", account_id=bob)
    given = await curl("POST /admin/accounts/{account_id}/reset-password", account_id=bob)
    step = await other_browser.sign_in(given.json()["one_time_password"], "bob")
    assert step.json()["status"] == "password_change_required"
    change = {"role": "admin", "mfa_enforce_pending": True}
    await curl("PATCH /admin/accounts/{account_id}", change, account_id=bob)
    one = (await curl("GET /admin/accounts/{account_id}", account_id=bob)).json()
    assert one["role"] == "admin"
    assert one in (await curl("GET /admin/accounts")).json()["items"]

    invited = (await curl("POST /admin/invites", {})).json()
    assert len((await curl("GET /admin/invites")).json()["items"]) == 1
    await curl("DELETE /admin/invites/{invite_id}", invite_id=invited["id"])

    clock.advance(minutes=6)
    path = f"{ORIGIN}/api/admin/accounts/{bob}"
    asked = await admin.request("DELETE", path, json={"confirm": "bob"})
    assert asked.json()["type"] == "/problems/confirm-first"
    await admin.post("/api/auth/confirm", json={"password": PASSWORD})
    await curl("DELETE /admin/accounts/{account_id}", {"confirm": "bob"}, account_id=bob)

    found = (await curl("GET /admin/audit")).json()["items"]
    assert "account_deleted" in {entry["action"] for entry in found}
    exported = (await curl("GET /admin/audit/export")).text.splitlines()
    assert len(exported) > len(found)
    assert curl.called == {(m, p) for m, p in GUARDED if p.startswith("/api/admin/")}
