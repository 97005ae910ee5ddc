"""Alarms as the text of a form, the default alarm, and undo of a todo's edit.

Only the pages have forms and an undo, so the tests call the functions that their states call.

It is Wednesday, 4 March 2026, 09:30 UTC; alice's time zone is UTC.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from tests.alerts.test_alarms import planned, todo
from tests.events.test_event_drafts import ACCOUNT, event
from umbra.core.actor import Actor
from umbra.core.alarms import Alarm
from umbra.core.errors import InvalidInput
from umbra.core.fields import validated
from umbra.database import Database
from umbra.events.fields import EventFields
from umbra.events.state.drafts import Account, changes_of, draft_of, fields_of, new_draft
from umbra.items.state.alarms import alarms_of, alarms_text, default_alarms, fitting
from umbra.items.state.changing import reversal_of
from umbra.recurrence.series import Moment, moment_of
from umbra.todos import service as todos
from umbra.todos.state.list_kind import TODO_LIST

ALARMS: list[Alarm] = [
    {"before": "PT10M"},
    {"days_before": 1, "at": "18:00"},
    {"at": "2026-03-05T08:00:00+00:00"},
]
TEXT = "PT10M\n1 18:00\n2026-03-05T09:00"
TEN_BEFORE: Alarm = {"before": "PT10M"}
EVENING: Alarm = {"days_before": 1, "at": "18:00"}


def test_alarms_are_lines_of_a_text_with_instants_in_the_account_s_zone() -> None:
    assert alarms_text(ALARMS, "Europe/Berlin") == TEXT
    assert alarms_of(TEXT, (), "Europe/Berlin") == ALARMS
    assert alarms_of("", (), "UTC") == []


def test_an_alarm_that_stays_keeps_the_seconds_that_the_form_does_not_show() -> None:
    kept: list[Alarm] = [{"at": "2026-03-05T08:00:30+00:00"}]
    text = alarms_text(kept, "UTC")
    assert alarms_of(f"{text}\nPT0M", kept, "UTC") == [*kept, {"before": "PT0M"}]


@pytest.mark.parametrize("line", ["P", "PT1S", "P400D", "1 25:00", "soon", "2026-02-30T09:00"])
def test_a_line_that_is_no_alarm_is_refused_at_its_field(line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        alarms_of(line, (), "UTC")
    assert [error.field for error in refused.value.errors] == ["alarms"]


@pytest.mark.parametrize(
    ("alarm", "untimed"),
    [
        (None, []),
        (TEN_BEFORE, [{"days_before": 0, "at": "09:00"}]),
        ({"before": "P2DT1H"}, [{"days_before": 2, "at": "09:00"}]),
        ({"days_before": 1, "at": "18:00"}, [{"days_before": 1, "at": "18:00"}]),
    ],
)
def test_a_default_alarm_of_a_day_without_a_time_is_in_its_morning(
    alarm: Alarm | None, untimed: list[Alarm]
) -> None:
    assert fitting(alarm, timed=False) == untimed
    assert fitting(alarm, timed=True) == ([] if alarm is None else [alarm])


async def test_the_default_alarm_is_set_by_the_pages_and_not_by_the_api(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    assert (await as_alice.get("/api/settings")).json()["default_alarm"] is None
    await as_alice.patch("/api/settings", json={"default_alarm": TEN_BEFORE})
    assert (await todo(as_alice))["alarms"] == []
    async with database.transaction(alice) as tx:
        found = await default_alarms(tx, alice, timed=False)
    assert found == {"alarms": [{"days_before": 0, "at": "09:00"}]}


@pytest.mark.parametrize(
    "alarm", [{"at": "2026-03-05T08:00:00Z"}, {"before": "10"}, [], "PT10M", {"days_before": 1}]
)
async def test_what_is_no_default_alarm_is_refused_at_its_field(
    as_alice: AsyncClient, alarm: Any
) -> None:
    refused = await as_alice.patch("/api/settings", json={"default_alarm": alarm})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"].startswith("default_alarm")


@pytest.mark.parametrize(
    ("start", "end", "typed", "alarms"),
    [
        ("2026-11-26T10:00", "2026-11-26T11:00", {}, [TEN_BEFORE]),
        ("2026-11-26", "2026-11-27", {}, [{"days_before": 0, "at": "09:00"}]),
        (
            "2026-11-26T10:00",
            "2026-11-26T11:00",
            {"all_day": "on"},
            [{"days_before": 0, "at": "09:00"}],
        ),
        ("2026-11-26", "2026-11-27", {"all_day": ""}, [TEN_BEFORE]),
        ("2026-11-26T10:00", "2026-11-26T11:00", {"alarms": ""}, []),
        ("2026-11-26T10:00", "2026-11-26T11:00", {"alarms": "PT1H"}, [{"before": "PT1H"}]),
    ],
)
def test_a_new_event_has_the_default_alarm_unless_another_was_chosen(
    start: str, end: str, typed: dict[str, str], alarms: list[Alarm]
) -> None:
    account = Account("Europe/Berlin", 60, 8, 0, TEN_BEFORE)
    begins, ends = _moment(start), _moment(end)
    values = {**new_draft(begins, ends, account), "title": "Yoga", **typed}
    assert validated(EventFields, fields_of(values, account)).alarms == alarms


def test_only_touched_alarms_of_an_event_are_sent() -> None:
    open_event = event()
    base = draft_of(open_event, ACCOUNT)
    assert changes_of({"title": "x"}, base, open_event, ACCOUNT).patch == {"title": "x"}
    patch = changes_of({"alarms": "PT10M"}, base, open_event, ACCOUNT).patch
    assert patch == {"alarms": [TEN_BEFORE]}


async def test_undo_of_a_todo_s_edit_gives_its_alarms_back(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    made = await todo(as_alice, alarms=[EVENING])
    assert await planned(as_alice) == ["2026-03-05T18:00"]
    todo_id = UUID(made["id"])
    async with database.transaction(alice) as tx:
        before = await todos.get_todo(tx, alice, todo_id)
    await as_alice.patch(f"/api/todos/{todo_id}", json={"alarms": []})
    assert await planned(as_alice) == []
    async with database.transaction(alice) as tx:
        after = await todos.get_todo(tx, alice, todo_id)
        one = reversal_of(TODO_LIST, before, after)
        row = await todos.revert_todo(tx, alice, one.id, one.values, one.version, one.tags)
    assert row.alarms == [EVENING]
    assert await planned(as_alice) == ["2026-03-05T18:00"]


def _moment(text: str) -> Moment:
    moment = moment_of(text)
    assert moment is not None
    return moment
