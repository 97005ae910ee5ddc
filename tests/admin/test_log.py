"""The log is read by whose it is, and whole by admins."""

from __future__ import annotations

import pytest

from tests.accounts.conftest import Browser
from umbra.core.actor import Actor

OWN, ALL = "/api/auth/log", "/api/admin/audit"


async def test_one_reads_one_s_own_log_and_an_admin_everybody_s(
    admin: Browser, newcomer: Browser, bob: Actor
) -> None:
    await newcomer.sign_in("not the password", "bob")
    await newcomer.sign_in("not the password", "nobody-here")
    own = (await admin.get(OWN)).json()["items"]
    assert [entry["action"] for entry in own] == ["setup"]
    everybody = (await admin.get(ALL)).json()["items"]
    assert [entry["account_id"] for entry in everybody] == [
        None,
        str(bob.account_id),
        own[0]["account_id"],
    ]
    assert everybody[0]["address"] == "198.51.100.7"


async def test_a_long_log_comes_in_pages(admin: Browser) -> None:
    for _ in range(4):
        await admin.post("/api/auth/confirm", json={"password": "not the password"})
    first = (await admin.get(OWN, params={"limit": 3})).json()
    rest = (await admin.get(OWN, params={"limit": 3, "cursor": first["next"]})).json()
    assert len(first["items"]) == 3
    assert rest["next"] is None
    actions = [entry["action"] for entry in first["items"] + rest["items"]]
    assert actions == ["confirm"] * 4 + ["setup"]


@pytest.mark.parametrize("cursor", ["rubbish", "WyJsb2ciLCAieCJd", "WyJvdGhlciIsICJ4Il0"])
async def test_a_made_up_cursor_is_said_to_be_one(cursor: str, admin: Browser) -> None:
    for path in (OWN, ALL):
        refused = await admin.get(path, params={"cursor": cursor})
        assert refused.status_code == 422
        assert [error["field"] for error in refused.json()["errors"]] == ["cursor"]
