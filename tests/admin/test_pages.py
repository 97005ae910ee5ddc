"""The states of the admin pages, and their messages after actions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from reflex.state import BaseState
from reflex_base.utils.format import format_event_handler
from sqlalchemy import text

from tests.accounts.sockets import Browsers, Tab, kept_by, serving
from tests.conftest import token_of
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.directory import invites
from umbra.admin.service import LAST_ADMIN
from umbra.admin.state import AccountList, AccountPanel, InviteList, LogList, OverviewState
from umbra.admin.state.log_address import LogAddress
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.core.moments import Now
from umbra.database import Database
from umbra.todos import service as todos
from umbra.todos.fields import TodoFields

HERE = Caller("192.0.2.1", "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0")
NOON = Now(datetime(2026, 3, 5, 12, tzinfo=UTC), "Pacific/Auckland")


@pytest.fixture
async def browsers(database: Database) -> AsyncIterator[Browsers]:
    async with serving() as opened:
        yield opened


async def opened(browsers: Browsers, path: str) -> Tab:
    """A tab of the admin charlie in which a page has loaded."""
    tab = await browsers.tab(token_of("charlie"), path=path)
    await tab.until(lambda: tab.var("is_hydrated") is True)
    return tab


async def send_event(tab: Tab, state: type[BaseState], event: str, **given: Any) -> Any:
    """Sends an event of an admin page and returns the resulting state."""
    await tab.send(format_event_handler(state.event_handlers[event]), given)
    for turned in (False, True):
        await tab.send("reflex___state____state.set_is_hydrated", {"value": turned})
        await tab.until(lambda turned=turned: tab.var("is_hydrated") is turned)
    return await kept_by(tab, state)


async def test_the_accounts_page_shows_the_list_and_the_open_account(
    browsers: Browsers, alice: Actor, charlie: Actor
) -> None:
    tab = await opened(browsers, f"/admin/accounts?open={alice.account_id}")
    accounts = await send_event(tab, AccountList, "load")
    assert [card["username"] for card in accounts.cards] == ["alice", "charlie"]
    panel = await send_event(tab, AccountPanel, "load")
    assert panel.account["username"] == "alice"
    assert (panel.protected_reason, len(panel.sessions)) == ("", 1)


async def test_the_panel_shows_why_the_last_admin_cannot_be_removed(
    browsers: Browsers, charlie: Actor
) -> None:
    tab = await opened(browsers, f"/admin/accounts?open={charlie.account_id}")
    panel = await send_event(tab, AccountPanel, "load")
    assert panel.protected_reason == LAST_ADMIN


async def test_no_content_of_another_account_is_shown_to_an_admin(
    browsers: Browsers, alice: Actor, charlie: Actor, database: Database
) -> None:
    async with database.transaction(alice) as tx:
        await todos.create_todo(tx, alice, TodoFields(title="canary", notes="canary"))
    for path in ("/admin", f"/admin/accounts?open={alice.account_id}", "/admin/log"):
        tab = await opened(browsers, path)
        for state in (OverviewState, AccountList, AccountPanel, InviteList, LogList):
            await send_event(tab, state, "load")
        assert not any("canary" in frame for frame in tab.frames)


async def test_the_panel_reports_a_deleted_account(browsers: Browsers, charlie: Actor) -> None:
    gone = "/admin/accounts?open=00000000-0000-7000-8000-000000000000"
    panel = await send_event(await opened(browsers, gone), AccountPanel, "load")
    assert panel.missing


async def test_a_refused_action_shows_its_error_in_the_confirmation_dialog(
    browsers: Browsers, alice: Actor, charlie: Actor
) -> None:
    tab = await opened(browsers, f"/admin/accounts?open={alice.account_id}")
    await send_event(tab, AccountPanel, "load")
    await send_event(tab, AccountPanel, "ask", act="disable")
    refusal = {"message": LAST_ADMIN}
    panel = await send_event(
        tab, AccountPanel, "hear", act="disable", status=409, name="conflict", detail=refusal
    )
    assert (panel.confirming, panel.message) == ("disable", refusal["message"])
    panel = await send_event(
        tab, AccountPanel, "hear", act="disable", status=200, name="done", detail={}
    )
    assert (panel.confirming, panel.message) == ("", "")


async def test_the_overview_page_shows_sessions_and_pending_steps(
    browsers: Browsers, alice: Actor, charlie: Actor, database: Database
) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET password_hash = 'x'"))
        await tx.execute(
            text("UPDATE accounts SET mfa_enforce_pending = true WHERE username = 'alice'")
        )
        await invites.make(tx, charlie, None, HERE)
    overview = await send_event(await opened(browsers, "/admin"), OverviewState, "load")
    assert sorted(person["name"] for person in overview.signed_in) == ["Alice", "Charlie"]
    assert (overview.accounts, overview.without_factor_count, overview.invites) == (2, 2, 1)
    assert [line["about"] for line in overview.pending] == [
        "Must set up a second factor at the next sign-in"
    ]


async def test_an_invitation_shows_its_user_name_its_creator_and_its_expiry(
    browsers: Browsers, charlie: Actor, database: Database
) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE accounts SET password_hash = 'x'"))
        made = await invites.make(tx, charlie, "zoe", HERE)
    tab = await opened(browsers, "/admin/invites")
    page = await send_event(tab, InviteList, "load")
    [line] = page.lines
    assert (line["whom"], line["created"][:18]) == ("zoe", "Created by charlie")
    assert line["expires"].startswith("Expires ")
    assert not any(made.token in frame for frame in tab.frames)


async def fill_log(database: Database, whose: Actor, by: Actor, entries: int) -> None:
    async with database.transaction() as tx:
        for _ in range(entries):
            await audit_log.record(
                tx, "sign_in", "refused", HERE, whose.account_id, method="password"
            )
        note = {"by": str(by.account_id), "fields": "role"}
        await audit_log.record(tx, "account_changed", "ok", HERE, whose.account_id, **note)


async def test_the_log_page_describes_entries_in_plain_words(
    browsers: Browsers, alice: Actor, charlie: Actor, database: Database
) -> None:
    await fill_log(database, alice, charlie, 1)
    page = await send_event(await opened(browsers, "/admin/log"), LogList, "load")
    shown = [(line["who"], line["action"], line["about"], line["tone"]) for line in page.lines]
    assert shown == [
        ("alice", "Account changed", "role · by charlie", ""),
        ("alice", "Sign-in", "with a password", "danger"),
    ]
    assert page.lines[0]["place"] == "192.0.2.1 · Firefox on Linux"


async def test_the_log_page_is_filtered_and_paginated_by_its_url(
    browsers: Browsers, alice: Actor, charlie: Actor, database: Database
) -> None:
    await fill_log(database, alice, charlie, 60)
    address = "/admin/log?account=alice&result=refused"
    first = await send_event(await opened(browsers, address), LogList, "load")
    assert (len(first.lines), first.newest) == (50, "")
    rest = await send_event(await opened(browsers, first.older), LogList, "load")
    assert (len(rest.lines), rest.older, rest.newest) == (10, "", address)
    assert "result=refused" in first.as_csv
    nobody = await send_event(await opened(browsers, "/admin/log?account=nobody"), LogList, "load")
    assert (nobody.lines, set(nobody.errors)) == ([], {"account"})


async def test_an_invalid_cursor_begins_at_the_latest_entry(
    browsers: Browsers, alice: Actor, charlie: Actor, database: Database
) -> None:
    await fill_log(database, alice, charlie, 1)
    for cursor in ("rubbish", "WyJvdGhlciIsICJ4Il0"):
        tab = await opened(browsers, f"/admin/log?cursor={cursor}")
        page = await send_event(tab, LogList, "load")
        assert (len(page.lines), page.errors) == (2, {})


def test_days_of_the_log_filter_are_in_the_readers_time_zone() -> None:
    asked = LogAddress.read({"since": "2026-03-04", "until": "2026-03-04"}).audit_filter(None, NOON)
    assert asked.since == datetime(2026, 3, 3, 11, tzinfo=UTC)
    assert asked.until == datetime(2026, 3, 4, 11, tzinfo=UTC)


def test_an_end_date_before_the_start_date_is_reported_at_its_field() -> None:
    with pytest.raises(InvalidInput) as refused:
        LogAddress(since="2026-03-05", until="2026-03-04").audit_filter(None, NOON)
    assert [error.field for error in refused.value.errors] == ["until"]


@pytest.mark.parametrize(
    "query",
    [
        {"action": "dance", "result": "maybe", "since": "0001-01-01", "until": "9999-12-31"},
        {"since": "yesterday", "cursor": "x" * 3000},
        {},
    ],
)
def test_unknown_filter_values_are_dropped(query: dict[str, str]) -> None:
    assert LogAddress.read(query).url() == "/admin/log"


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2026, 3, 5, 10, 59, tzinfo=UTC), "Yesterday 23:59"),
        (datetime(2026, 3, 5, 11, 0, tzinfo=UTC), "Today 00:00"),
        (datetime(2026, 3, 6, 11, 0, tzinfo=UTC), "Tomorrow 00:00"),
        (datetime(2026, 1, 1, 0, 0, tzinfo=UTC), "1 Jan 13:00"),
        (datetime(2025, 12, 30, 0, 0, tzinfo=UTC), "30 Dec 2025 13:00"),
    ],
)
def test_an_instant_is_shown_in_the_readers_time_zone(instant: datetime, words: str) -> None:
    assert NOON.moment(instant) == words
