"""The audit log: an account reads its own entries, admins read and filter all of them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.accounts.conftest import Browser
from tests.conftest import FrozenClock
from umbra.accounts.audit import audit_entries
from umbra.accounts.audit.audit_entries import AuditFilter
from umbra.accounts.audit.audit_log import Caller, record
from umbra.core.actor import Actor
from umbra.database import Database

INSERT_ENTRIES = """
INSERT INTO audit_log (id, at, action, result, address, user_agent, detail)
SELECT gen_random_uuid(), '2026-03-04T09:30:00Z'::timestamptz - number * interval '1 minute',
    'sign_in', 'refused', '198.51.100.' || number % 200, 'A browser', '{"method": "password"}'
FROM generate_series(1, :rows) AS number
"""

OWN, ALL = "/api/auth/log", "/api/admin/audit"


async def test_an_account_reads_its_own_log_and_an_admin_the_whole_log(
    admin: Browser, other_browser: Browser, bob: Actor
) -> None:
    await other_browser.sign_in("not the password", "bob")
    await other_browser.sign_in("not the password", "nobody-here")
    own = (await admin.get(OWN)).json()["items"]
    assert [entry["action"] for entry in own] == ["setup"]
    all_entries = (await admin.get(ALL)).json()["items"]
    assert [entry["account_id"] for entry in all_entries] == [
        None,
        str(bob.account_id),
        own[0]["account_id"],
    ]
    assert all_entries[0]["address"] == "198.51.100.7"


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
async def test_an_invalid_cursor_is_reported_at_its_field(cursor: str, admin: Browser) -> None:
    for path in (OWN, ALL):
        refused = await admin.get(path, params={"cursor": cursor})
        assert refused.status_code == 422
        assert [error["field"] for error in refused.json()["errors"]] == ["cursor"]


async def test_the_log_is_filtered_by_account_action_result_address_and_time(
    admin: Browser, other_browser: Browser, bob: Actor, clock: FrozenClock
) -> None:
    await other_browser.sign_in("not the password", "bob")
    clock.advance(hours=1)
    await other_browser.sign_in("not the password", "nobody-here")
    await admin.post("/api/auth/confirm", json={"password": "not the password"})
    noon = "2026-03-04T10:00:00+00:00"
    for asked, found in (
        ({"account": str(bob.account_id)}, ["sign_in"]),
        ({"action": "confirm"}, ["confirm"]),
        ({"result": "refused"}, ["confirm", "sign_in", "sign_in"]),
        ({"result": "refused", "action": "sign_in"}, ["sign_in", "sign_in"]),
        ({"address": "198.51.100.7"}, ["sign_in", "sign_in"]),
        ({"address": "198.51.100.7", "from": noon}, ["sign_in"]),
        ({"from": noon}, ["confirm", "sign_in"]),
        ({"to": noon}, ["sign_in", "setup"]),
        ({"from": noon, "to": noon}, []),
        ({"address": "command line"}, []),
        ({"account": str(uuid4())}, []),
    ):
        answer = await admin.get(ALL, params=asked)
        assert answer.status_code == 200, answer.text
        assert [one["action"] for one in answer.json()["items"]] == found, asked
    named = (await admin.get(ALL, params={"account": str(bob.account_id)})).json()["items"]
    assert [one["username"] for one in named] == ["bob"]


async def test_an_invalid_filter_is_reported_at_its_field(admin: Browser) -> None:
    for field, value in (
        ("account", "bob"),
        ("action", "anything"),
        ("result", "fine"),
        ("address", "somewhere"),
        ("from", "yesterday"),
        ("from", "2026-03-04T10:00:00"),
        ("from", "12645"),
        ("to", "2026-02-30"),
        ("to", "1772617200.5"),
        ("who", "alice"),
    ):
        for path in (ALL, f"{ALL}/export"):
            refused = await admin.get(path, params={field: value})
            assert refused.status_code == 422, field
            assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_an_end_before_the_start_is_reported_at_its_field(admin: Browser) -> None:
    asked = {"from": "2026-03-05T00:00:00Z", "to": "2026-03-04T00:00:00Z"}
    refused = await admin.get(ALL, params=asked)
    assert [error["field"] for error in refused.json()["errors"]] == ["to"]


async def test_entries_of_one_instant_keep_their_order_across_pages(
    admin: Browser, database: Database
) -> None:
    async with database.transaction() as tx:
        for number in range(9):
            await record(tx, "confirm", "ok", Caller("192.0.2.9"), number=number)
    found: list[int] = []
    cursor: str | None = None
    while True:
        asked = {"limit": "2", "action": "confirm", **({"cursor": cursor} if cursor else {})}
        page = (await admin.get(ALL, params=asked)).json()
        found += [one["detail"]["number"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == [8, 7, 6, 5, 4, 3, 2, 1, 0]


async def test_every_filter_uses_an_index(database: Database, admin: Browser) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text(INSERT_ENTRIES), {"rows": 20_000})
        await connection.execute(text("ANALYZE audit_log"))
    for wanted in (
        AuditFilter(),
        AuditFilter(account_id=uuid4()),
        AuditFilter(action="policy_changed"),
        AuditFilter(result="warned"),
        AuditFilter(address="192.0.2.77"),
        AuditFilter(since=datetime(2026, 3, 1, tzinfo=UTC), until=datetime(2026, 3, 2, tzinfo=UTC)),
    ):
        statement = audit_entries.statement(wanted).limit(50)
        spelled = statement.compile(database.engine, compile_kwargs={"literal_binds": True})
        async with database.transaction() as tx:
            plan = "\n".join(row[0] for row in await tx.all(text(f"EXPLAIN {spelled}")))
        assert "Seq Scan on audit_log" not in plan, plan
        assert "Sort" not in plan, plan
