"""The peers that UMBRA is compared with start, and do the same work with the same authorization."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import create_engine

from benchmarks import load, pgbench
from benchmarks.peer_page.build import ensure_built
from benchmarks.peers import running_page, running_usual_route
from benchmarks.report import table
from benchmarks.seed import SeededAccount, seed
from benchmarks.seed_events import add_singles, different_rules
from benchmarks.servers import Server

PEERS = {"hand-written page": running_page, "usual route": running_usual_route}


@pytest.fixture
def account(database_url: str) -> SeededAccount:
    engine = create_engine(database_url)
    try:
        seed(engine, "neighbour", 10)
        return seed(engine, "account", 60)
    finally:
        engine.dispose()


@pytest.fixture(params=PEERS)
def peer(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[Server]:
    ensure_built()
    with PEERS[request.param](database_url, tmp_path) as server:
        yield server


def test_a_peer_lists_and_toggles_the_todos_of_the_signed_in_account(
    peer: Server, account: SeededAccount
) -> None:
    with httpx.Client(base_url=peer.address, cookies={"umbra_session": account.token}) as client:
        items = client.get("/api/todos?limit=100").raise_for_status().json()["items"]
        assert len(items) == account.todos
        assert any(item["tags"] for item in items)

        todo_id = str(account.some_ids[0])
        toggled = client.patch(f"/api/todos/{todo_id}/toggle", json={"completed": True})
        assert toggled.raise_for_status().json()["version"] == 2
        again = client.get("/api/todos?limit=100").raise_for_status().json()["items"]
        assert next(item for item in again if item["id"] == todo_id)["version"] == 2


def test_a_peer_refuses_an_anonymous_caller(peer: Server, account: SeededAccount) -> None:
    assert account.some_ids
    with httpx.Client(base_url=peer.address, cookies={"umbra_session": "unknown"}) as client:
        assert client.get("/api/todos").status_code == 401
        toggle = client.patch(f"/api/todos/{account.some_ids[0]}/toggle", json={"completed": True})
        assert toggle.status_code == 401


def test_the_usual_route_lists_and_moves_events(database_url: str, tmp_path: Path) -> None:
    engine = create_engine(database_url)
    account = seed(engine, "account", 0)
    engine.dispose()
    plain = database_url.replace("+psycopg", "")
    with psycopg.connect(plain) as connection, connection.cursor() as cursor:
        add_singles(cursor, account.owner_id, date(2026, 6, 1), 10, 30)
    cookies = {"umbra_session": account.token}
    with (
        running_usual_route(database_url, tmp_path) as server,
        httpx.Client(base_url=server.address, cookies=cookies) as client,
    ):
        items = client.get("/api/events?limit=100").raise_for_status().json()["items"]
        assert len(items) == 30
        assert [item["start"] for item in items] == sorted(item["start"] for item in items)
        times = {"start": "2026-06-20T09:00:00Z", "end": "2026-06-20T10:00:00Z"}
        moved = client.patch(f"/api/events/{items[0]['id']}", json=times)
        assert moved.raise_for_status().json() == {**items[0], **times, "version": 2} | {
            "updated_at": moved.json()["updated_at"]
        }
        items = client.get("/api/events?limit=100").raise_for_status().json()["items"]
        assert items[-1]["start"] == times["start"]
        assert client.get("/api/events", headers={"Cookie": "umbra_session=x"}).status_code == 401


def test_the_rules_of_the_measured_series_differ() -> None:
    rules = [rule for rule, _ in different_rules()]
    assert len(set(rules)) == len(rules) == 200


def test_the_hand_written_page_is_served_built(database_url: str, tmp_path: Path) -> None:
    ensure_built()
    with running_page(database_url, tmp_path) as server:
        page = httpx.get(server.address).raise_for_status()
        assert '<div id="root">' in page.text
        script = page.text.partition('src="')[2].partition('"')[0]
        loaded = httpx.get(server.address + script).raise_for_status()
        assert loaded.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("work", ["list", "toggle"])
def test_pgbench_runs_the_same_statements(
    database_url: str, account: SeededAccount, work: pgbench.Work
) -> None:
    assert pgbench.drive(database_url, work, account, seconds=1, connections=2) > 0


def test_the_load_generator_raises_an_error_for_a_refused_request(
    peer: Server, account: SeededAccount
) -> None:
    requests = [load.request("GET", "/api/todos", port=peer.port, token=account.token)]
    assert load.drive(peer.port, [requests], seconds=0.2, connections=2).answers > 0
    requests = [load.request("GET", "/api/todos", port=peer.port, token="unknown")]
    with pytest.raises(RuntimeError, match="401"):
        load.drive(peer.port, [requests], seconds=0.2, connections=1)


def test_a_report_is_a_markdown_table() -> None:
    assert (
        table(("Who", "Rate"), [("UMBRA", "7")]) == "| Who | Rate |\n| --- | ---: |\n| UMBRA | 7 |"
    )
