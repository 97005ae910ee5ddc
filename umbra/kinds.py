"""The registry of kinds, which trash, tags and search go through.

A test compares the list with the tables, so a kind that is not registered is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from umbra.alerts.alarms import AlarmKind, Finish, alarm_source, plan_all
from umbra.alerts.sources import use_sources
from umbra.core.actor import Actor
from umbra.core.fields import validated
from umbra.database import Transaction
from umbra.events import alarms as event_alarms
from umbra.events import zone_updates
from umbra.events.kind import EVENT, EVENT_TIMELINE, EVENTS_AT_LOCATION
from umbra.items.hooks import use_hooks
from umbra.items.kind import Kind
from umbra.items.linked import Linked, use_linked
from umbra.locations import service as locations
from umbra.locations.kind import LOCATION
from umbra.locations.ties import service as ties
from umbra.people import birthdays, merging, timeline
from umbra.people import service as people
from umbra.people.kind import PEOPLE_AT_LOCATION, PERSON
from umbra.preferences import service as preferences
from umbra.projects.kind import PROJECT
from umbra.projects.tasks import alarms as task_alarms
from umbra.projects.tasks import restoring
from umbra.projects.tasks.kind import TASK, TASK_TIMELINE
from umbra.reminders import about, alerting
from umbra.reminders.kind import REMINDER, REMINDER_TIMELINE
from umbra.tags import service as tags
from umbra.todos import alarms as todo_alarms
from umbra.todos import service as todos
from umbra.todos.kind import TODO, TODO_TIMELINE, TODOS_AT_LOCATION

KINDS: tuple[Kind[Any], ...] = (TODO, LOCATION, EVENT, REMINDER, PROJECT, TASK, PERSON)

WITH_ALARMS: tuple[AlarmKind, ...] = (
    todo_alarms.TODO_ALARMS,
    event_alarms.EVENT_ALARMS,
    task_alarms.TASK_ALARMS,
    birthdays.PERSON_ALARMS,
)
"""The kinds whose items have alarms."""


def register_kinds() -> None:
    """Registers the link tables of tags, what kinds know of each other, and where alerts come
    from.

    Every process that writes items calls this.
    """
    use_linked([Linked(PERSON, _make_person), Linked(LOCATION, _make_location)])
    tags.use_links(kind.tags for kind in KINDS if kind.tags is not None)
    about.use_kinds(KINDS)
    ties.use_ties([EVENTS_AT_LOCATION, TODOS_AT_LOCATION, PEOPLE_AT_LOCATION])
    timeline.use_sources([EVENT_TIMELINE, TODO_TIMELINE, TASK_TIMELINE, REMINDER_TIMELINE])
    finish: dict[str, Finish] = {TODO.name: _complete_todo}
    with_alarms = (alarm_source(one, finish.get(one.kind.name)) for one in WITH_ALARMS)
    use_sources([alerting.SOURCE, *with_alarms])
    use_hooks(
        after_restore={
            REMINDER.name: alerting.resume,
            TODO.name: todo_alarms.plan_alarms,
            EVENT.name: event_alarms.plan_alarms,
            TASK.name: restoring.after_restore,
            PERSON.name: _on_restored_people,
        }
    )
    preferences.after_time_zone[:] = [_on_other_time_zone]
    zone_updates.of_each_owner[:] = [alerting.derive_again, _on_other_rules]


async def _make_person(tx: Transaction, actor: Actor, name: str) -> Any:
    return await people.create_person(tx, actor, validated(people.PersonFields, {"name": name}))


async def _make_location(tx: Transaction, actor: Actor, name: str) -> Any:
    fields = validated(locations.LocationFields, {"name": name})
    return await locations.create_location(tx, actor, fields)


async def _complete_todo(tx: Transaction, actor: Actor, todo_id: UUID) -> None:
    await todos.toggle_todo(tx, actor, todo_id, True)


async def _on_restored_people(tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> None:
    await merging.undo_merges(tx, actor, ids)
    await birthdays.plan_alarms(tx, actor, ids)


async def _on_other_time_zone(tx: Transaction, actor: Actor) -> None:
    await _plan_all_alarms(tx, actor.owner_id)


async def _on_other_rules(tx: Transaction, owner_id: UUID, _: Sequence[str]) -> None:
    await _plan_all_alarms(tx, owner_id)


async def _plan_all_alarms(tx: Transaction, owner_id: UUID) -> None:
    for one in WITH_ALARMS:
        await plan_all(tx, owner_id, one)
