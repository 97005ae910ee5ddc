"""The route for bulk changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from umbra.accounts.access.route_auth import SignedIn, signed_in
from umbra.core.fields import Body
from umbra.database import Transaction
from umbra.events import service as events
from umbra.events.service import EventAction, EventPatch
from umbra.items.kind import Changed
from umbra.items.many import MOST_IN_BULK
from umbra.locations import service as locations
from umbra.locations.service import LocationAction, LocationPatch
from umbra.people import service as people
from umbra.people.service import PersonAction, PersonPatch
from umbra.projects import service as projects
from umbra.projects.service import ProjectAction, ProjectPatch
from umbra.projects.tasks import service as tasks
from umbra.projects.tasks.service import TaskAction, TaskPatch
from umbra.reminders import service as reminders
from umbra.reminders.service import ReminderAction, ReminderPatch
from umbra.todos import service as todos
from umbra.todos.service import BulkAction, TodoPatch
from umbra.web.idempotency import IdempotencyDep
from umbra.web.openapi import problems
from umbra.web.paging import KNOWN_QUERY

router = APIRouter(prefix="/bulk", tags=["bulk"], dependencies=[Depends(signed_in), KNOWN_QUERY])


Ids = Annotated[list[UUID], Field(json_schema_extra={"minItems": 1, "maxItems": MOST_IN_BULK})]


class BulkTodos(Body):
    """A change of up to 500 todos; `fields` goes with the action patch."""

    kind: Literal["todo"]
    ids: Ids
    action: BulkAction
    fields: TodoPatch | None = None


class BulkLocations(Body):
    """A change of up to 500 locations; `fields` goes with the action patch."""

    kind: Literal["location"]
    ids: Ids
    action: LocationAction
    fields: LocationPatch | None = None


class BulkEvents(Body):
    """A change of up to 500 events or series; `fields` goes with the action patch."""

    kind: Literal["event"]
    ids: Ids
    action: EventAction
    fields: EventPatch | None = None


class BulkReminders(Body):
    """A change of up to 500 reminders; `fields` goes with the action patch."""

    kind: Literal["reminder"]
    ids: Ids
    action: ReminderAction
    fields: ReminderPatch | None = None


class BulkProjects(Body):
    """A change of up to 500 projects; `fields` goes with the action patch."""

    kind: Literal["project"]
    ids: Ids
    action: ProjectAction
    fields: ProjectPatch | None = None


class BulkTasks(Body):
    """A change of up to 500 tasks; `fields` goes with the action patch."""

    kind: Literal["task"]
    ids: Ids
    action: TaskAction
    fields: TaskPatch | None = None


class BulkPeople(Body):
    """A change of up to 500 people; `fields` goes with the action patch."""

    kind: Literal["person"]
    ids: Ids
    action: PersonAction
    fields: PersonPatch | None = None


Bulk = Annotated[
    BulkTodos | BulkLocations | BulkEvents | BulkReminders | BulkProjects | BulkTasks | BulkPeople,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True)
class BulkDone:
    """The changed items, each with its new version."""

    items: Sequence[Changed]


@router.post("", response_model=BulkDone, responses=problems(404, 409))
async def act_on_many(actor: SignedIn, act: Bulk, once: IdempotencyDep) -> Response:
    """Changes all of the items or none."""

    async def change(tx: Transaction) -> BulkDone:
        if isinstance(act, BulkTodos):
            return BulkDone(await todos.bulk_todos(tx, actor, act.ids, act.action, act.fields))
        if isinstance(act, BulkEvents):
            return BulkDone(await events.bulk_events(tx, actor, act.ids, act.action, act.fields))
        if isinstance(act, BulkReminders):
            changed = await reminders.bulk_reminders(tx, actor, act.ids, act.action, act.fields)
            return BulkDone(changed)
        if isinstance(act, BulkProjects):
            changed = await projects.bulk_projects(tx, actor, act.ids, act.action, act.fields)
            return BulkDone(changed)
        if isinstance(act, BulkTasks):
            return BulkDone(await tasks.bulk_tasks(tx, actor, act.ids, act.action, act.fields))
        if isinstance(act, BulkPeople):
            return BulkDone(await people.bulk_people(tx, actor, act.ids, act.action, act.fields))
        return BulkDone(await locations.bulk_locations(tx, actor, act.ids, act.action, act.fields))

    return await once.done(actor, change)
