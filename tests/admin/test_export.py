"""Log export: complete, ordered, streamed, and safe against CSV injection."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from starlette.requests import ClientDisconnect
from starlette.types import Message

from tests.accounts.conftest import Browser
from tests.admin.test_log import INSERT_ENTRIES
from umbra.accounts.audit.audit_log import Caller, record
from umbra.admin.audit_export import COLUMNS, ROWS_PER_PAGE
from umbra.database import Database
from umbra.umbra import api

EXPORT = "/api/admin/audit/export"


async def fill_log(database: Database, rows: int) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text(INSERT_ENTRIES), {"rows": rows})


async def test_the_csv_export_has_one_line_per_entry(admin: Browser) -> None:
    await admin.post("/api/auth/confirm", json={"password": "not the password"})
    answer = await admin.get(EXPORT)
    assert answer.headers["content-type"].startswith("text/csv")
    disposition = 'attachment; filename="umbra-log-2026-03-04.csv"'
    assert answer.headers["content-disposition"] == disposition
    heading, *rows = csv.reader(StringIO(answer.text, newline=""))
    assert tuple(heading) == COLUMNS
    assert [row[3:5] for row in rows] == [
        ["log_exported", "ok"],
        ["confirm", "refused"],
        ["setup", "ok"],
    ]
    assert {row[2] for row in rows} == {"alice"}
    assert rows[1][7] == '{"method":"password"}'


async def test_the_json_lines_export_has_one_object_per_line(admin: Browser) -> None:
    answer = await admin.get(EXPORT, params={"format": "jsonl", "action": "setup"})
    assert answer.headers["content-type"] == "application/jsonl"
    [entry] = [orjson.loads(line) for line in answer.content.splitlines()]
    [listed] = (await admin.get("/api/admin/audit", params={"action": "setup"})).json()["items"]
    assert entry == listed
    refused = await admin.get(EXPORT, params={"format": "xlsx"})
    assert [error["field"] for error in refused.json()["errors"]] == ["format"]


async def test_no_cell_is_a_formula(admin: Browser, database: Database) -> None:
    agents = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"]
    async with database.transaction() as tx:
        for agent in agents:
            await record(tx, "sign_in", "refused", Caller("192.0.2.66", agent))
    answer = await admin.get(EXPORT, params={"address": "192.0.2.66"})
    _, *rows = csv.reader(StringIO(answer.text, newline=""))
    assert [row[6] for row in rows] == [f"'{agent}" for agent in reversed(agents)]


async def test_a_long_log_is_exported_whole_and_in_order(
    admin: Browser, database: Database
) -> None:
    rows = 2 * ROWS_PER_PAGE + 7
    await fill_log(database, rows)
    asked = {"result": "refused"}
    table = (await admin.get(EXPORT, params=asked)).text
    instants = [line[0] for line in csv.reader(StringIO(table, newline=""))][1:]
    assert len(set(instants)) == rows
    assert instants == sorted(instants, reverse=True)
    lines = (await admin.get(EXPORT, params={**asked, "format": "jsonl"})).content.splitlines()
    assert [orjson.loads(line)["at"] for line in lines] == instants


class Reader:
    """An ASGI client that reads an export in chunks and disconnects after `pieces` of them.

    `pages`: how many pages had been queried when each chunk arrived.
    """

    def __init__(self, admin: Browser, statements: list[str], pieces: int) -> None:
        self.cookie = f"umbra_session={admin.cookies['umbra_session']}"
        self.statements, self.pieces = statements, pieces
        self.received: list[bytes] = []
        self.pages: list[int] = []

    async def read(self) -> None:
        headers = [(b"host", b"localhost:8000"), (b"cookie", self.cookie.encode())]
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": EXPORT,
            "raw_path": EXPORT.encode(),
            "query_string": b"format=jsonl",
            "headers": headers,
            "client": ("192.0.2.1", 40000),
            "server": ("localhost", 8000),
        }
        await api(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _send(self, message: Message) -> None:
        if message["type"] != "http.response.body" or not message["body"]:
            return
        self.received.append(message["body"])
        self.pages.append(sum("ORDER BY audit_log.at" in one for one in self.statements))
        if len(self.received) == self.pieces:
            raise OSError("the client has disconnected")


async def test_the_export_is_streamed_and_stops_when_the_client_disconnects(
    admin: Browser, database: Database, statements: list[str]
) -> None:
    await fill_log(database, 5 * ROWS_PER_PAGE)
    reader = Reader(admin, statements, pieces=3)
    with pytest.raises(ClientDisconnect):
        await reader.read()
    assert reader.pages == [1, 2, 3], "a page is queried only after the previous one is sent"
    assert [len(piece.splitlines()) for piece in reader.received] == [ROWS_PER_PAGE] * 3


async def test_the_export_stops_when_the_actor_is_no_longer_an_admin(
    admin: Browser, database: Database, statements: list[str]
) -> None:
    await fill_log(database, 3 * ROWS_PER_PAGE)
    reader = Reader(admin, statements, pieces=99)
    send = reader._send

    async def demoted_meanwhile(message: Message) -> None:
        await send(message)
        async with database.engine.begin() as connection:
            await connection.execute(text("UPDATE accounts SET role = 'member'"))

    reader._send = demoted_meanwhile
    with pytest.raises(RuntimeError, match="response already started"):
        await reader.read()
    assert len(reader.received) <= 1


async def test_an_export_is_recorded_in_the_log(admin: Browser) -> None:
    await admin.get(EXPORT, params={"format": "jsonl"})
    [entry] = (await admin.get("/api/admin/audit", params={"action": "log_exported"})).json()[
        "items"
    ]
    assert (entry["username"], entry["detail"]) == ("alice", {"format": "jsonl"})
