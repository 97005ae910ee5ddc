"""The states of the event panel, quick entry and changes, driven over a tab's websocket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count
from typing import Any
from uuid import UUID

import pytest
import reflex as rx

from tests.accounts.sockets import Browsers, Tab, serving
from tests.conftest import token_of
from tests.events.helpers import make, starts
from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.core.fields import validated
from umbra.dashboard.state import DashboardState
from umbra.database import Database
from umbra.events import service
from umbra.events.fields import EventPatch
from umbra.events.rules import EventRow
from umbra.events.state import EventChanges, EventEditor, EventMove, QuickEntry
from umbra.items.state.undo_stack import UndoStack
from umbra.preferences.rules import SettingsFields
from umbra.preferences.service import patch_settings
from umbra.ui.toasts import ToastState

TEN = {"start": "2026-12-03T10:00:00", "end": "2026-12-03T11:00:00"}
WEEKLY = {**TEN, "rrule": "FREQ=WEEKLY;BYDAY=TH;COUNT=4"}
THIRD = "2026-12-17T10:00:00"
"""The third occurrence of the weekly series."""


@pytest.fixture
async def browsers(database: Database, alice: Actor) -> AsyncIterator[Browsers]:
    async with database.transaction(alice) as tx:
        zone = validated(SettingsFields, {"time_zone": "Europe/Berlin"})
        await patch_settings(tx, alice, zone)
    async with serving() as opened:
        yield opened


_marks = count(1000)


async def send(tab: Tab, state: type[rx.State], handler: str, **payload: Any) -> None:
    """Sends an event and waits until it is handled: events of a tab run in order."""
    await tab.send(f"{state.get_full_name()}.{handler}", payload)
    mark = next(_marks)
    await tab.send(f"{DashboardState.get_full_name()}.refuse_length", {"_name": "", "length": mark})
    await tab.until(lambda: f"{mark:,}" in (tab.var("add_error", DashboardState) or ""))


async def opened(browsers: Browsers, event_id: UUID | str, at: str = "") -> Tab:
    """A tab whose panel shows an event."""
    tab = await browsers.tab(token_of("alice"), path=f"/calendar?open={event_id}&at={at}")
    await send(tab, EventEditor, "load")
    return tab


async def save(tab: Tab, submit: str = "s-1", **values: str) -> None:
    await send(tab, EventEditor, "save", values=values, send=submit)


async def choose(tab: Tab, scope: str) -> None:
    await send(tab, EventChanges, "choose", scope=scope)


def editor(tab: Tab, name: str) -> Any:
    return tab.var(name, EventEditor)


def toasts(tab: Tab) -> list[str]:
    return [one["text"] for one in tab.var("toasts", ToastState) or []]


def scopes(tab: Tab) -> list[str]:
    return [one["scope"] for one in tab.var("choices", EventChanges)]


async def stored(database: Database, actor: Actor, event_id: UUID) -> EventRow:
    async with database.transaction(actor) as tx:
        return await service.get_event(tx, actor, event_id)


async def days(database: Database, actor: Actor) -> list[str]:
    return [one[:16] for one in await starts(database, actor, "2026-11-01", "2027-02-01")]


async def test_a_single_event_is_saved_at_once_and_taken_back(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, **TEN)
    tab = await opened(browsers, event_id)
    assert editor(tab, "base")["start_time"] == "10:00"
    await save(tab, title="Run", start_time="12:00", end_time="13:00")
    row = await stored(database, alice, event_id)
    assert (row.title, row.start.isoformat()) == ("Run", "2026-12-03T12:00:00+01:00")
    assert editor(tab, "answers") == {"s-1": True}
    await send(tab, UndoStack, "undo")
    row = await stored(database, alice, event_id)
    assert (row.title, row.start.isoformat()) == ("Yoga", "2026-12-03T10:00:00+01:00")
    assert editor(tab, "base")["title"] == "Yoga"
    assert editor(tab, "differences") == []


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("this", ["12-03T10:00", "12-10T10:00", "12-17T12:00", "12-24T10:00"]),
        ("following", ["12-03T10:00", "12-10T10:00", "12-17T12:00", "12-24T12:00"]),
        ("all", ["12-03T12:00", "12-10T12:00", "12-17T12:00", "12-24T12:00"]),
    ],
)
async def test_an_occurrence_is_saved_for_the_events_that_are_chosen(
    browsers: Browsers, database: Database, alice: Actor, scope: str, expected: list[str]
) -> None:
    event_id = await make(database, alice, **WEEKLY)
    tab = await opened(browsers, event_id, THIRD)
    await save(tab, start_time="12:00", end_time="13:00")
    assert tab.var("asking", EventChanges) is True
    assert scopes(tab) == ["this", "following", "all"]
    assert "s-1" not in (editor(tab, "answers") or {})
    await choose(tab, scope)
    assert await days(database, alice) == [f"2026-{one}" for one in expected]
    assert editor(tab, "answers") == {"s-1": True}
    assert editor(tab, "base")["start_time"] == "12:00"
    assert editor(tab, "at") == (
        "2026-12-17T10:00:00" if scope == "this" else "2026-12-17T12:00:00"
    )
    await send(tab, UndoStack, "undo")
    assert len(set(await days(database, alice))) == 4
    assert (await days(database, alice))[2] == "2026-12-17T10:00"


async def test_what_the_user_gives_up_changes_nothing_and_the_form_stays(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, **WEEKLY)
    tab = await opened(browsers, event_id, THIRD)
    await save(tab, title="Run")
    await send(tab, EventChanges, "cancel")
    assert (await stored(database, alice, event_id)).title == "Yoga"
    assert editor(tab, "answers") == {"s-1": False}
    assert tab.var("refused", EventChanges) == 0
    await choose(tab, "all")
    assert (await stored(database, alice, event_id)).title == "Yoga"


async def test_a_rule_is_asked_for_the_following_and_all_events_only(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, **WEEKLY)
    tab = await opened(browsers, event_id, THIRD)
    await save(tab, repeat="daily", ends="count", count="2")
    assert scopes(tab) == ["following", "all"]
    await choose(tab, "following")
    assert await days(database, alice) == [
        f"2026-12-{day}T10:00" for day in ("03", "10", "17", "18")
    ]


async def test_the_first_occurrence_is_not_asked_for_the_following_ones(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, **WEEKLY)
    tab = await opened(browsers, event_id)
    assert editor(tab, "at") == "2026-12-03T10:00:00"
    await save(tab, title="Run")
    assert scopes(tab) == ["this", "all"]


async def test_a_move_that_the_rule_does_not_follow_is_offered_for_this_event_alone(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    rule = "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=6"
    event_id = await make(database, alice, **{**WEEKLY, "rrule": rule})
    tab = await browsers.tab(token_of("alice"), path="/calendar")
    await send(tab, EventMove, "open", event_id=str(event_id), recurrence_id=THIRD)
    assert (tab.var("day", EventMove), tab.var("time", EventMove)) == ("2026-12-17", "10:00")
    await send(tab, EventMove, "save", values={"day": "2026-12-18", "time": ""})
    assert scopes(tab) == ["this"]
    await choose(tab, "this")
    assert "2026-12-18T10:00" in await days(database, alice)


async def test_a_refused_move_is_counted_and_says_why(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, **TEN)
    tab = await browsers.tab(token_of("alice"), path="/calendar")
    await send(tab, EventMove, "open", event_id=str(event_id))
    async with database.transaction(alice) as tx:
        await service.delete_event(tx, alice, event_id)
    await send(tab, EventMove, "save", values={"day": "2026-12-18", "time": "09:00"})
    assert tab.var("refused", EventChanges) == 1
    assert any("not there any more" in text for text in toasts(tab))


async def test_an_occurrence_that_is_excluded_meanwhile_is_missing_and_not_an_error_at_no_field(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, **WEEKLY)
    tab = await opened(browsers, event_id, THIRD)
    excluded = {"exdate": [THIRD]}
    async with database.transaction(alice) as tx:
        await service.patch_event(tx, alice, event_id, validated(EventPatch, excluded))
    await save(tab, title="Run")
    assert editor(tab, "answers") == {"s-1": False}
    assert editor(tab, "errors") == {}
    assert editor(tab, "missing") is True


async def test_a_version_from_elsewhere_is_shown_beside_what_was_typed(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, **WEEKLY)
    tab = await opened(browsers, event_id, THIRD)
    async with database.transaction(alice) as tx:
        theirs = {"title": "Run", "rrule": "FREQ=WEEKLY;BYDAY=TH;COUNT=9", "tags": ["a", "b"]}
        await service.patch_event(tx, alice, event_id, validated(EventPatch, theirs))
    await save(tab, notes="Typed here")
    assert tab.var("asking", EventChanges) is False
    assert editor(tab, "answers") == {"s-1": False}
    assert [(one["field"], one["theirs"]) for one in editor(tab, "differences")] == [
        ("Title", "Run"),
        ("Repeats", "Every Thursday, 9 times."),
        ("Tags", "a, b"),
    ]
    await send(tab, EventEditor, "keep_mine")
    await save(tab, "s-2", notes="Typed here")
    await choose(tab, "all")
    row = await stored(database, alice, event_id)
    assert (row.title, row.notes) == ("Run", "Typed here")


async def test_an_error_is_shown_at_the_field_and_nothing_is_asked(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, **WEEKLY)
    tab = await opened(browsers, event_id, THIRD)
    await save(tab, title=" ", end_time="09:00")
    assert list(editor(tab, "errors")) == ["end_time"]
    await save(tab, "s-2", title=" ")
    assert list(editor(tab, "errors")) == ["title"]
    await save(tab, "s-3", ends="until", until="")
    await send(tab, EventEditor, "look", values={"ends": "until", "until": ""})
    assert list(editor(tab, "errors")) == ["until"]
    assert tab.var("asking", EventChanges) is False


async def test_deleting_an_occurrence_closes_its_panel_and_is_taken_back(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, **WEEKLY)
    tab = await opened(browsers, event_id, THIRD)
    await send(tab, EventEditor, "delete")
    await choose(tab, "this")
    assert len(await days(database, alice)) == 3
    assert any('"path":"/calendar"' in frame.replace(" ", "") for frame in tab.frames)
    assert toasts(tab) == ["Deleted “Yoga”"]
    await send(tab, UndoStack, "undo")
    assert len(await days(database, alice)) == 4


async def test_a_new_event_is_stored_at_its_save_and_not_before(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    tab = await opened(browsers, "new", "2026-12-05T14:00/2026-12-05T14:30")
    assert editor(tab, "is_new") is True
    base = editor(tab, "base")
    assert (base["start_time"], base["end_time"]) == ("14:00", "14:30")
    assert await days(database, alice) == []
    await save(tab, title="Yoga", repeat="weekly", ends="count", count="2")
    assert await days(database, alice) == ["2026-12-05T14:00", "2026-12-12T14:00"]
    await save(tab, title="Yoga", repeat="weekly", ends="count", count="2")
    assert len(await days(database, alice)) == 2


async def test_quick_entry_adds_an_event_of_the_default_length_once(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    tab = await browsers.tab(token_of("alice"), path="/calendar")
    await send(tab, QuickEntry, "open_at", start="2026-12-05T14:00", end="")
    assert tab.var("base", QuickEntry)["end_time"] == "15:00"
    await send(tab, QuickEntry, "save", values={"title": ""}, send="q-1")
    assert list(tab.var("errors", QuickEntry)) == ["title"]
    assert tab.var("is_open", QuickEntry) is True
    for _ in range(2):
        await send(tab, QuickEntry, "save", values={"title": "Yoga"}, send="q-2")
    assert await days(database, alice) == ["2026-12-05T14:00"]
    assert tab.var("is_open", QuickEntry) is False
    await send(tab, UndoStack, "undo")
    assert await days(database, alice) == []


async def test_a_copy_of_an_occurrence_is_an_event_of_its_own(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, **WEEKLY, notes="Bring a mat", tags=["sport"])
    tab = await opened(browsers, event_id, THIRD)
    await send(tab, EventEditor, "duplicate")
    assert (await days(database, alice)).count("2026-12-17T10:00") == 2
    await send(tab, UndoStack, "undo")
    assert len(await days(database, alice)) == 4


async def test_the_words_and_next_dates_follow_what_is_typed(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, start="2099-01-31T10:00", end="2099-01-31T11:00")
    tab = await opened(browsers, event_id)
    await send(tab, EventEditor, "look", values={"repeat": "monthly_day"})
    assert "in shorter months it does not happen" in editor(tab, "repeat_words")
    assert editor(tab, "next_dates")[:2] == ["Sat 31 Jan 2099", "Tue 31 Mar 2099"]
    await send(tab, EventEditor, "look", values={"repeat": "custom", "unit": "week", "day_5": ""})
    assert editor(tab, "repeat_problem") == "Choose at least one day of the week."


async def test_acts_are_undone_one_after_the_other_and_not_past_a_change_from_elsewhere(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, **TEN)
    tab = await opened(browsers, event_id)
    await save(tab, "s-1", title="Run")
    await save(tab, "s-2", title="Swim")
    await send(tab, UndoStack, "undo")
    await send(tab, UndoStack, "undo")
    assert (await stored(database, alice, event_id)).title == "Yoga"
    await save(tab, "s-3", title="Ride")
    async with database.transaction(alice) as tx:
        patch = validated(EventPatch, {"place": "Lake"})
        await service.patch_event(tx, alice, event_id, patch)
    await send(tab, UndoStack, "undo")
    assert (await stored(database, alice, event_id)).title == "Ride"
    assert any("can't be undone" in text for text in toasts(tab))


async def test_an_event_that_is_deleted_elsewhere_is_missing_in_its_panel(
    browsers: Browsers, database: Database, alice: Actor
) -> None:
    event_id = await make(database, alice, **TEN)
    tab = await opened(browsers, event_id)
    async with database.transaction(alice) as tx:
        await service.delete_event(tx, alice, event_id)
    await send(tab, EventEditor, "changed", versions={str(event_id): 0})
    assert editor(tab, "missing") is True
    with pytest.raises(NotFound):
        await stored(database, alice, event_id)
