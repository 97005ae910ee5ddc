"""Deleting an account deletes its rows in every table, whether behind the owner wall or not."""

from __future__ import annotations

from sqlalchemy import text

from tests.accounts.authenticator import enrol
from tests.accounts.conftest import Browser
from tests.admin.test_accounts import ACCOUNTS, NEW, choose_password, create_bob
from tests.conftest import FrozenClock
from tests.kinds.kit import KITS
from tests.people.test_photos import picture
from umbra import tables
from umbra.accounts.sessions import challenges
from umbra.database import Database

TABLES_WITHOUT_OWNER = frozenset({"instance", "policy", "accounts", "zone_rules"})


async def count_rows(database: Database, account_id: str, owner_id: str) -> dict[str, int]:
    """The number of rows in each table that reference the account or its owner."""
    found = {}
    async with database.engine.connect() as connection:
        for name, table in tables.metadata().tables.items():
            whose = {"owner_id": owner_id, "account_id": account_id, "made_by": account_id}
            column = next((one for one in whose if one in table.columns), None)
            assert column or name in TABLES_WITHOUT_OWNER, (
                f"{name}: no column names the account or owner of its rows"
            )
            if column:
                counted = text(f"SELECT count(*) FROM {name} WHERE {column} = :whose")
                found[name] = await connection.scalar(counted, {"whose": whose[column]})
    return found


async def fill_account(bob: Browser, clock: FrozenClock) -> None:
    """Creates rows in every table that an account can have rows in."""
    await enrol(bob, clock)
    await bob.post("/api/tokens", json={"name": "phone", "scopes": ["read"]})
    headers = {"Idempotency-Key": "once"}
    todo = {"title": "Milk", "tags": ["shop"], "notes": "two"}
    await bob.post("/api/todos", json=todo, headers=headers)
    project = (await bob.post("/api/projects", json={"name": "Home"})).json()["id"]
    for kit in KITS:
        needed = {"project_id": project} if "project_id" in kit.needed else {}
        made = await bob.post(f"/api/{kit.path}", json=kit.least("Home", tags=["shop"], **needed))
        if needed:
            await bob.post(f"/api/tasks/{made.json()['id']}/comments", json={"body": "Yes"})
    day = {"start": "2026-03-02", "end": "2026-03-03", "exdate": ["2026-03-03"]}
    alarms = [{"before": "PT10M"}]
    series = {"title": "Yoga", "rrule": "FREQ=DAILY", "alarms": alarms, **day}
    await bob.post("/api/events", json=series)
    await add_people(bob, project)
    await bob.post("/api/auth/confirm", json={"password": "not the password"})


async def add_people(bob: Browser, project: str) -> None:
    """Creates rows in every table that belongs to people; `project` is to have a task."""
    made = [
        await bob.post("/api/people", json={"name": name, "birthday": "--05-09"})
        for name in ("Anna", "Bea", "Cleo")
    ]
    anna, bea, cleo = (answer.json()["id"] for answer in made)
    address = f"/api/people/{anna}"
    await bob.post(f"{address}/contacts", json={"at": "2026-03-01"})
    await bob.post(f"{address}/relationships", json={"other_id": bea, "word": "friend"})
    image = {"content": picture(), "headers": {"Content-Type": "image/jpeg"}}
    await bob.put(f"{address}/photo", **image)
    day = {"start": "2026-03-02", "end": "2026-03-03"}
    await bob.post("/api/events", json={"title": "Lunch", "people": [anna], **day})
    await bob.post("/api/todos", json={"title": "Call", "people": [anna]})
    task = {"title": "Paint", "people": [anna], "project_id": project}
    await bob.post("/api/tasks", json=task)
    await bob.post(f"{address}/merge", json={"other_id": cleo})


async def test_no_row_of_a_deleted_account_stays_in_any_table(
    admin: Browser, other_browser: Browser, database: Database, clock: FrozenClock
) -> None:
    made = await create_bob(admin, role="admin")
    bob = made["account"]["id"]
    await other_browser.sign_in(made["one_time_password"], "bob")
    await choose_password(other_browser)
    await other_browser.post("/api/admin/invites", json={})
    await fill_account(other_browser, clock)
    await admin.patch(f"{ACCOUNTS}/{bob}", json={"mfa_enforce_pending": True})
    async with database.transaction() as tx:
        await challenges.begin(tx, made["account"]["id"], "totp", None, tx.now)
        owner = await tx.scalar(text("SELECT id FROM owners WHERE account_id = :bob"), {"bob": bob})
    counts = await count_rows(database, bob, str(owner))
    assert set(counts) >= tables.WALLED
    assert all(counts.values()), counts
    other = (await admin.get("/api/auth/status")).json()["account"]["id"]
    async with database.transaction() as tx:
        others = await tx.scalar(
            text("SELECT id FROM owners WHERE account_id = :other"), {"other": other}
        )
    before = await count_rows(database, other, str(others))
    path = f"{ACCOUNTS}/{bob}"
    assert (await admin.request("DELETE", path, json={"confirm": "bob"})).status_code == 204
    assert set((await count_rows(database, bob, str(owner))).values()) == {0}
    after = await count_rows(database, other, str(others))
    assert {**after, "audit_log": before["audit_log"]} == before, "the rows of other accounts stay"
    assert (await other_browser.sign_in(NEW, "bob")).status_code == 401
