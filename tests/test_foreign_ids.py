"""Every route with an id answers another account's id exactly like an id that does not exist."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text

from tests.conftest import caller
from tests.kinds.kit import KITS, PROJECT_ID, Kit
from umbra.accounts.audit import audit_log, notices
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials import api_tokens
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.events import service as events
from umbra.events.fields import EventFields
from umbra.projects.tasks import comments
from umbra.projects.tasks.comments import CommentFields
from umbra.reminders import service as reminders
from umbra.reminders.fields import ReminderFields
from umbra.umbra import api

Make = Callable[[Database, Actor], Awaitable[UUID]]


def an_item(kit: Kit, *, deleted: bool = False) -> Make:
    """Makes an item of the kind, in the trash if `deleted`. The actor is alice."""

    async def made(database: Database, actor: Actor) -> UUID:
        await kit.prepare(database, actor)
        async with caller("alice") as client:
            sent = kit.least("Private", tags=["private"])
            item = (await client.post(f"/api/{kit.path}", json=sent)).json()
            if deleted:
                await client.delete(f"/api/{kit.path}/{item['id']}")
        return UUID(item["id"])

    return made


async def a_series(database: Database, actor: Actor) -> UUID:
    """A daily series without its first occurrence."""
    times = {"start": "2026-03-02T09:00:00", "end": "2026-03-02T10:00:00"}
    rule = {"rrule": "FREQ=DAILY", "exdate": ["2026-03-02T09:00:00"]}
    given = {"title": "Private", "tags": ["private"], **times, **rule}
    fields = EventFields.model_validate(given)
    async with database.transaction(actor) as tx:
        return (await events.create_event(tx, actor, fields)).id


async def a_deleted_series(database: Database, actor: Actor) -> UUID:
    series = await a_series(database, actor)
    async with database.transaction(actor) as tx:
        await events.delete_event(tx, actor, series)
    return series


async def an_alert(database: Database, actor: Actor) -> UUID:
    """An alert of a reminder that is due."""
    when = {"title": "Private", "remind_at": "2026-03-01T09:00:00Z"}
    async with database.transaction(actor) as tx:
        await reminders.create_reminder(tx, actor, ReminderFields.model_validate(when))
        return await tx.scalar(text("SELECT id FROM alerts WHERE state = 'missed'"))


async def a_comment(database: Database, actor: Actor) -> UUID:
    """A comment on a task that is not in the trash."""
    async with database.transaction(actor) as tx:
        task_id = await tx.scalar(text("SELECT id FROM tasks WHERE deleted_at IS NULL LIMIT 1"))
        fields = CommentFields(body="Private")
        return (await comments.add_comment(tx, actor, task_id, fields)).id


async def a_session(_: Database, actor: Actor) -> UUID:
    return actor.session_id


async def a_token(database: Database, actor: Actor) -> UUID:
    async with database.transaction() as tx:
        made = await api_tokens.create(tx, actor, "Private", "read", None, Caller("192.0.2.1"))
    return made.id


async def a_notice(database: Database, actor: Actor) -> UUID:
    async with database.transaction() as tx:
        await audit_log.record(tx, "totp_off", "ok", Caller("192.0.2.1"), actor.account_id)
        latest, *_ = await notices.unseen(tx, actor)
    return latest.id


THINGS: dict[str, tuple[Make, ...]] = {
    **{f"{kit.name}_id": (an_item(kit), an_item(kit, deleted=True)) for kit in KITS},
    "event_id": (a_series, a_deleted_series),
    "item_id": (
        *(an_item(kit, deleted=deleted) for kit in KITS for deleted in (False, True)),
        a_series,
        a_deleted_series,
    ),
    "comment_id": (a_comment,),
    "alert_id": (an_alert,),
    "session_id": (a_session,),
    "token_id": (a_token,),
    "entry_id": (a_notice,),
}
"""The items that a path parameter may identify. Those of kinds are named `<kind>_id`; another new
parameter has to be added here."""

BODIES: dict[tuple[str, str], Any] = {
    (method, f"/api/{kit.path}/{{{kit.name}_id}}"): kit.least("Taken over")
    for kit in KITS
    for method in ("PUT", "PATCH")
} | {
    ("PATCH", "/api/todos/{todo_id}/toggle"): {"completed": True},
    ("PATCH", "/api/tasks/{task_id}/toggle"): {"completed": True},
    ("POST", "/api/todos/{todo_id}/to-task"): {"project_id": str(PROJECT_ID)},
    ("POST", "/api/projects/{project_id}/tasks"): {"title": "Taken over"},
    **{
        (method, "/api/projects/{project_id}/tasks/{task_id}"): {"title": "Taken over"}
        for method in ("PUT", "PATCH")
    },
    **{
        (method, f"/api{under}/tasks/{{task_id}}/comments{comment}"): {"body": "Taken over"}
        for under in ("", "/projects/{project_id}")
        for method, comment in (("POST", ""), ("PATCH", "/{comment_id}"))
    },
    ("PATCH", "/api/reminders/{reminder_id}/snooze"): {"until": "2026-03-09T09:00:00Z"},
    ("PATCH", "/api/alerts/{alert_id}/snooze"): {"until": "2026-03-09T09:00:00Z"},
    ("POST", "/api/people/{person_id}/merge"): {"other_id": str(uuid4())},
    ("POST", "/api/people/{person_id}/contacts"): {"at": "2026-03-01"},
    ("POST", "/api/people/{person_id}/relationships"): {"other_id": str(uuid4()), "word": "friend"},
}
QUERIES = {("GET", "/api/people/{person_id}/merge"): f"other_id={uuid4()}"}
ROUTES_WITH_AN_ID = [
    (method.upper(), path)
    for path, methods in api.openapi()["paths"].items()
    for method in methods
    if "{" in path and not path.startswith("/api/admin/")
]
"""Without the admin routes: those identify accounts, and refuse every caller but an admin."""


@pytest.fixture(params=["bob", "charlie"], ids=["a member", "an admin"])
async def other(
    request: pytest.FixtureRequest, bob: Actor, charlie: Actor
) -> AsyncIterator[AsyncClient]:
    """An API client of another account."""
    async with caller(request.param) as client:
        yield client


@pytest.mark.parametrize(("method", "path"), ROUTES_WITH_AN_ID)
async def test_a_foreign_id_is_answered_like_a_missing_one_and_nothing_happens(
    as_alice: AsyncClient,
    other: AsyncClient,
    database: Database,
    alice: Actor,
    method: str,
    path: str,
) -> None:
    [parameter, *further] = re.findall(r"{(\w+)}", path)
    body = BODIES.get((method, path))
    query = QUERIES.get((method, path))
    path = path.replace("{recurrence_id}", "2026-03-02T09:00:00")
    if query is not None:
        path += f"?{query}"
    things = [await thing(database, alice) for thing in THINGS[parameter]]
    for inner in further:
        inner_id = await THINGS[inner][0](database, alice) if inner in THINGS else uuid4()
        path = path.replace(f"{{{inner}}}", str(inner_id))
    before = await everything(as_alice)
    for headers in ({}, {"If-Match": '"1"'}):

        async def call(item_id: UUID, sent: dict[str, str] = headers) -> tuple[int, bytes]:
            answer = await other.request(
                method,
                path.replace(f"{{{parameter}}}", str(item_id)),
                json=body,
                headers=sent,
            )
            return checked(answer)

        missing = await call(uuid4())
        assert missing[0] == 404
        for thing in things:
            assert await call(thing) == missing
    assert await everything(as_alice) == before


def checked(answer: Response) -> tuple[int, bytes]:
    """Returns status and body, after checking that neither contains private data nor an ETag."""
    assert b"Private" not in answer.content
    assert "etag" not in answer.headers
    return answer.status_code, answer.content


async def everything(client: AsyncClient) -> list[Any]:
    own = ("alerts", "tags", "trash", "settings", "auth/sessions", "auth/notices")
    addresses = (*(kit.path for kit in KITS), *own)
    return [(await client.get(f"/api/{address}")).json() for address in addresses]


async def test_lists_contain_only_the_account_s_own_items(
    as_alice: AsyncClient, other: AsyncClient, database: Database, alice: Actor
) -> None:
    for kit in KITS:
        await an_item(kit)(database, alice)
        await an_item(kit, deleted=True)(database, alice)
    await a_series(database, alice)
    await a_token(database, alice)
    await a_notice(database, alice)
    filters = ("", "?q=private", "?tag=private")
    kinds = [f"{kit.path}{which}" for kit in KITS for which in filters]
    kinds += ["events?start=2026-03-01", "events?expand=true&start=2026-03-01&end=2026-03-09"]
    kept = (*kinds, "tags", "trash", "tokens")
    for address in (*kept, "auth/notices", "auth/log"):
        assert (await as_alice.get(f"/api/{address}")).json()["items"] != []
        assert (await other.get(f"/api/{address}")).json()["items"] == []
    assert set((await other.get("/api/dashboard")).json()["counts"].values()) == {0}
