"""Whatever is done to series, they show what a model shows, and undo gives each state back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete as delete_rows

from tests.events.series_model import (
    COMPARED,
    FIRST,
    LAST,
    ZONE,
    Command,
    Models,
    Moment,
    Shown,
    Wish,
    after,
    planned,
    wishes,
)
from tests.property_tests import one_in
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.core.fields import validated
from umbra.core.ids import new_id
from umbra.database import Database, Transaction
from umbra.events import occurrences as service_of_occurrences
from umbra.events import service
from umbra.events.fields import EventFields, EventFilter, EventPatch
from umbra.events.journal import JournalEntry, undo
from umbra.events.kind import EVENTS
from umbra.events.rules import OccurrenceRow
from umbra.events.whole import (
    Whole,
    change_all,
    change_following,
    change_this,
    cut,
    edited_at,
    exclude,
    include,
    new_whole,
    occurrence_id,
)
from umbra.recurrence.occurrences import Window, occurrences
from umbra.recurrence.series import as_datetime

DEFAULTS = {"notes": "", "place": "", "location_id": None, "colour": None, "exdate": [], "tags": []}


@settings(max_examples=one_in(1), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(wishes, min_size=4, max_size=14))
def test_the_pure_changes_give_what_the_model_has(acts: list[Wish]) -> None:
    models: Models = {}
    wholes: dict[int, Whole] = {}
    for number, wish in enumerate(acts, start=1):
        command = planned(models, wish, number)
        if command is None:
            continue
        if command.act == "refused":
            with pytest.raises(InvalidInput) as refused:
                changed(wholes, models, command)
            assert [error.field for error in refused.value.errors] == ["recurrence_id"]
            continue
        wholes = changed(wholes, models, command)
        models = after(models, command)
        shown = {at: shown_of(whole) for at, whole in wholes.items()}
        assert shown == {at: model.shown() for at, model in models.items()}, command


def changed(wholes: dict[int, Whole], models: Models, command: Command) -> dict[int, Whole]:
    """The series after an act, by the pure functions."""
    at, fields, scope = command.series, command.fields, command.scope
    if command.act == "create":
        event_id = new_id()
        return {**wholes, at: new_whole({**DEFAULTS, **(fields or {})}, ZONE, event_id, "")}
    whole = wholes[at]
    given = models[at].moment(command.original)
    if command.act == "restore":
        return {**wholes, at: include(whole, given)[0]}
    if command.act == "refused" or scope != "whole":
        given = occurrence_id(whole, given)
    if fields is None:
        left = {"this": exclude, "following": cut}.get(scope, lambda *_: None)(whole, given)
        kept = {one: whole for one, whole in wholes.items() if one != at}
        return kept if left is None else {**kept, at: left}
    if scope == "this":
        return {**wholes, at: change_this(whole, given, fields, ZONE)}
    if scope == "following":
        made = change_following(whole, given, fields, ZONE, new_id())
        return {**wholes, **dict(zip((at, command.new), made, strict=False))}
    anchor = None if scope == "whole" else given
    return {**wholes, at: change_all(whole, anchor, fields, ZONE)}


def shown_of(whole: Whole) -> Shown:
    window = Window(FIRST.replace(tzinfo=UTC), LAST.replace(tzinfo=UTC), "UTC")
    shown: Shown = {}
    for one in occurrences(whole.full, window):
        edited = edited_at(whole, one.recurrence_id)
        title = (edited.details if edited else whole.details).title
        if as_datetime(one.recurrence_id) < COMPARED:
            shown[one.recurrence_id] = (one.start, one.end, title)
    return shown


@settings(
    max_examples=one_in(10),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(wishes, min_size=6, max_size=12))
async def test_the_service_gives_what_the_model_has_and_undoes_it_act_by_act(
    database: Database, alice: Actor, acts: list[Wish]
) -> None:
    async with database.transaction(alice) as tx:
        await tx.execute(delete_rows(EVENTS).where(EVENTS.c.owner_id == alice.owner_id))
    models: Models = {}
    ids: dict[int, UUID] = {}
    states, entries = [models], list[JournalEntry]()
    for number, wish in enumerate(acts, start=1):
        command = planned(models, wish, number)
        if command is None:
            continue
        if command.act == "refused":
            with pytest.raises(InvalidInput):
                async with database.transaction(alice) as tx:
                    await run(tx, alice, ids, models, command)
            continue
        async with database.transaction(alice) as tx:
            entries.append(await run(tx, alice, ids, models, command))
        models = after(models, command)
        states.append(models)
        assert await shown_to(database, alice, ids) == {
            at: shown for at, model in models.items() if (shown := model.shown())
        }
    while entries:
        states.pop()
        async with database.transaction(alice) as tx:
            undone = await undo(tx, alice, entries.pop())
        entries = [entry.after(undone) for entry in entries]
        assert await shown_to(database, alice, ids) == {
            at: shown for at, model in states[-1].items() if (shown := model.shown())
        }
    async with database.transaction(alice) as tx:
        assert await service.count(tx, alice, EventFilter()) == 0


async def run(
    tx: Transaction, actor: Actor, ids: dict[int, UUID], models: Models, command: Command
) -> JournalEntry:
    """Does an act by the service."""
    at, scope = command.series, command.scope
    if command.act == "create":
        fields = {name: value for name, value in (command.fields or {}).items() if name != "model"}
        done = await service.create(tx, actor, validated(EventFields, fields))
        ids[at] = done.row.id
        return done.entry
    event, original = ids[at], models[at].moment(command.original)
    if command.act == "restore":
        done = await service_of_occurrences.restore_occurrence(tx, actor, event, original)
        return done.entry
    if command.act == "refused" or command.fields is None:
        if scope == "whole" and command.act == "delete":
            return await service.delete(tx, actor, event)
        chosen = "all" if scope == "whole" else scope
        return await service_of_occurrences.delete_occurrence(tx, actor, event, original, chosen)
    patch = validated(EventPatch, command.fields)
    if scope == "whole":
        return (await service.change(tx, actor, event, patch)).entry
    done = await service_of_occurrences.change_occurrence(tx, actor, event, original, scope, patch)
    if done.made is not None:
        ids[command.new] = done.made
    return done.entry


async def shown_to(database: Database, actor: Actor, ids: dict[int, UUID]) -> dict[int, Shown]:
    """What the list of occurrences shows, by the number of the series."""
    which = EventFilter(start=FIRST, end=LAST)
    rows: list[OccurrenceRow] = []
    async with database.transaction(actor) as tx:
        after_row = None
        while True:
            page = await service_of_occurrences.list_occurrences(
                tx, actor, which, after=after_row, limit=200
            )
            rows += page.window.rows
            if not page.window.has_after:
                break
            after_row = page.cursor_of(rows[-1])
    numbers = {event_id: at for at, event_id in ids.items()}
    shown: dict[int, Shown] = {}
    for row in rows:
        original = moment(row.recurrence_id) if row.recurrence_id else local(row.start)
        if as_datetime(original) < COMPARED:
            times = (local(row.start), local(row.end), row.title)
            shown.setdefault(numbers[row.id], {})[original] = times
    return shown


def moment(recurrence_id: str) -> Moment:
    at = datetime.fromisoformat(recurrence_id)
    return at if "T" in recurrence_id else at.date()


def local(shown: Any) -> Moment:
    return shown.replace(tzinfo=None) if isinstance(shown, datetime) else shown
