"""What the contract suite has to know of a kind. A further kind joins with one more `Kit`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update

from umbra.core.actor import Actor
from umbra.database import Database
from umbra.events.kind import EVENT
from umbra.items import reading
from umbra.items.kind import Kind
from umbra.locations.kind import LOCATION
from umbra.people.kind import PERSON
from umbra.projects import service as projects
from umbra.projects.fields import ProjectFields
from umbra.projects.kind import PROJECT
from umbra.projects.tasks.kind import TASK
from umbra.reminders.kind import REMINDER
from umbra.todos.kind import TODO

PROJECT_ID = UUID("01900000-0000-7000-8000-000000000001")
"""The id of a project that both alice and bob have: ids are unique to an owner."""


@dataclass(frozen=True)
class Kit:
    """A kind as a caller of the API meets it.

    `title` is the field that names an item, `least` the fewest fields it is created from,
    `whole` all of them. `patch` changes one. `bad` gives bodies with the field that is refused.
    `needed` are required fields besides the title. `sorts` are the orders of the list, each with
    the index it is read from.
    """

    kind: Kind[Any]
    path: str
    title: str
    whole: dict[str, Any]
    patch: dict[str, Any]
    bad: list[tuple[dict[str, Any], str]]
    sorts: dict[str, str]
    filters: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    needed: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.kind.name

    def least(self, title: str, **fields: Any) -> dict[str, Any]:
        return {self.title: title, **self.needed, **fields}

    async def prepare(self, database: Database, owner: Actor) -> None:
        """Gives the owner what items of the kind need: tasks need their project."""
        if self.kind is not TASK:
            return
        async with database.transaction(owner) as tx:
            if not await reading.by_ids(tx, owner, PROJECT, [PROJECT_ID]):
                made = await projects.create_project(tx, owner, ProjectFields(name="Private"))
                table = PROJECT.table
                await tx.execute(update(table).where(table.c.id == made.id).values(id=PROJECT_ID))


KITS = (
    Kit(
        kind=TODO,
        path="todos",
        title="title",
        whole={
            "title": "🌒 <b>שלום</b>",
            "notes": "# Plan\n<script>alert(1)</script>",
            "due_date": "2026-03-04",
            "due_time": "09:30:00",
            "priority": "high",
            "category": "home",
            "tags": ["a", "b"],
            "completed": True,
            "rrule": "FREQ=WEEKLY;COUNT=9;INTERVAL=2;BYDAY=WE",
            "repeat_from": "completion",
            "paused_from": "2026-04-01",
            "paused_until": "2026-04-15",
            "alarms": [{"before": "PT10M"}, {"days_before": 1, "at": "18:00"}],
        },
        patch={"priority": "low"},
        bad=[
            ({"due_date": "2026-02-30"}, "due_date"),
            ({"due_time": "10:00"}, "due_time"),
            ({"priority": "urgent"}, "priority"),
            ({"rrule": ""}, "rrule"),
            ({"rrule": "every friday"}, "rrule"),
            ({"rrule": "RRULE:FREQ=DAILY"}, "rrule"),
            ({"rrule": "FREQ=HOURLY"}, "rrule"),
            ({"rrule": "FREQ=DAILY;BYHOUR=9"}, "rrule"),
            ({"rrule": "FREQ=DAILY;INTERVAL=0"}, "rrule"),
            ({"rrule": "FREQ=DAILY;COUNT=2;UNTIL=20270101"}, "rrule"),
            ({"rrule": f"FREQ=DAILY;BYMONTHDAY={'1,' * 600}1"}, "rrule"),
            ({"rrule": 7}, "rrule"),
            ({"repeat_from": "start"}, "repeat_from"),
            ({"people": [str(uuid4())]}, "people.0"),
            ({"location_id": str(uuid4())}, "location_id"),
            ({"paused_from": "soon"}, "paused_from"),
            ({"paused_from": "2026-03-04", "paused_until": "2026-03-04"}, "paused_until"),
        ],
        sorts={
            "due": "ix_todos_open_due",
            "priority": "ix_todos_open_priority",
            "title": "ix_todos_open_title",
            "-title": "ix_todos_open_title",
            "created": "ix_todos_open_created",
            "-created": "ix_todos_open_created",
        },
        filters=[("category=home", {"category": "home"}), ("priority=high", {"priority": "high"})],
    ),
    Kit(
        kind=LOCATION,
        path="locations",
        title="name",
        whole={
            "name": "🌒 Café <b>שלום</b>",
            "category": "food",
            "address": "Große Straße 1\n12345 Ort",
            "latitude": 59.38,
            "longitude": 13.5,
            "phone": "+49 30 23125-001",
            "url": "https://example.org/a?b=c",
            "notes": "# Hours\n<script>alert(1)</script>",
            "tags": ["a", "b"],
        },
        patch={"address": "Elsewhere 2"},
        bad=[
            ({"latitude": 122.9, "longitude": 1}, "latitude"),
            ({"latitude": 1, "longitude": 180.1}, "longitude"),
            ({"latitude": 1}, "longitude"),
            ({"longitude": 1}, "longitude"),
            ({"latitude": "53,0793", "longitude": 1}, "latitude"),
            ({"latitude": True, "longitude": 1}, "latitude"),
            ({"phone": "no digits"}, "phone"),
            ({"url": "javascript:alert(1)"}, "url"),
            ({"url": "https://"}, "url"),
            ({"address": "a" * 1001}, "address"),
        ],
        sorts={
            "name": "ix_locations_name",
            "-name": "ix_locations_name",
            "created": "ix_locations_created",
            "-created": "ix_locations_created",
        },
        filters=[("category=food", {"category": "food"})],
    ),
    Kit(
        kind=EVENT,
        path="events",
        title="title",
        needed={"start": "2026-03-04T09:00:00+01:00", "end": "2026-03-04T10:00:00+01:00"},
        whole={
            "title": "🌒 <b>שלום</b>",
            "start": "2026-03-25T09:00:00+01:00",
            "end": "2026-03-25T10:30:00+01:00",
            "time_zone": "Europe/Berlin",
            "notes": "# Plan\n<script>alert(1)</script>",
            "place": "Große Straße 1",
            "colour": "#3366CC",
            "rrule": "FREQ=WEEKLY;COUNT=9;BYDAY=WE",
            "rdate": ["2026-04-03T09:00:00+02:00"],
            "exdate": ["2026-04-08T09:00:00+02:00"],
            "alarms": [{"before": "PT10M"}, {"days_before": 1, "at": "18:00"}],
            "tags": ["a", "b"],
        },
        patch={"colour": "teal"},
        bad=[
            ({"start": "2026-02-30"}, "start"),
            ({"start": "tomorrow"}, "start"),
            ({"end": "2026-03-04"}, "end"),
            ({"end": "2026-03-04T08:00:00+01:00"}, "end"),
            ({"time_zone": "Mars/Phobos"}, "time_zone"),
            ({"colour": "mauve"}, "colour"),
            ({"location_id": str(uuid4())}, "location_id"),
            ({"place": "a" * 501}, "place"),
            ({"rrule": "FREQ=HOURLY"}, "rrule"),
            ({"rrule": "FREQ=DAILY;INTERVAL=0"}, "rrule"),
            ({"rrule": "FREQ=WEEKLY;BYDAY=MO"}, "rrule"),
            ({"exdate": ["2026-03-04"]}, "exdate"),
            ({"people": [str(uuid4())]}, "people.0"),
            ({"people": [str(uuid4()) for _ in range(51)]}, "people"),
            ({"alarms": [{"before": "10"}]}, "alarms.0"),
        ],
        sorts={"start": "ix_calendar_events_start"},
    ),
    Kit(
        kind=REMINDER,
        path="reminders",
        title="title",
        needed={"remind_at": "2026-03-05T09:00:00+01:00"},
        whole={
            "title": "🌒 <b>שלום</b>",
            "remind_at": "2026-03-25T09:00:00+01:00",
            "time_zone": "Europe/Berlin",
            "notes": "# Plan\n<script>alert(1)</script>",
            "rrule": "FREQ=WEEKLY;COUNT=9;BYDAY=WE",
            "about": None,
            "tags": ["a", "b"],
            "dismissed": False,
        },
        patch={"notes": "Elsewhere"},
        bad=[
            ({"remind_at": "2026-02-30T09:00:00"}, "remind_at"),
            ({"remind_at": "2026-03-05"}, "remind_at"),
            ({"remind_at": "tomorrow"}, "remind_at"),
            ({"remind_at": "9999-01-01T00:00:00Z"}, "remind_at"),
            ({"remind_at": "2026-03-05T09:00:00.5Z"}, "remind_at"),
            ({"remind_at": None}, "remind_at"),
            ({"time_zone": "Mars/Phobos"}, "time_zone"),
            ({"rrule": "FREQ=HOURLY"}, "rrule"),
            ({"rrule": "FREQ=WEEKLY;BYDAY=MO"}, "rrule"),
            ({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rrule"),
            ({"rrule": "FREQ=DAILY;UNTIL=20260301"}, "rrule"),
            ({"about": {"kind": "todo", "id": str(uuid4())}}, "about"),
            ({"about": {"kind": "location", "id": str(uuid4())}}, "about"),
            ({"about": {"kind": "event", "id": str(uuid4())}}, "about"),
            ({"about": {"kind": "person", "id": str(uuid4())}}, "about"),
            ({"about": {"kind": "planet", "id": str(uuid4())}}, "about.kind"),
            ({"about": {"kind": "todo"}}, "about.id"),
            ({"dismissed": "yes"}, "dismissed"),
            ({"alarms": []}, "alarms"),
        ],
        sorts={"due": "ix_reminders_due"},
        filters=[("dismissed=true", {"dismissed": True})],
    ),
    Kit(
        kind=PROJECT,
        path="projects",
        title="name",
        whole={
            "name": "🌒 <b>שלום</b>",
            "notes": "# Plan\n<script>alert(1)</script>",
            "status": "on_hold",
            "colour": "#3366CC",
            "due_date": "2026-03-04",
            "tags": ["a", "b"],
        },
        patch={"colour": "teal"},
        bad=[
            ({"status": "paused"}, "status"),
            ({"status": None}, "status"),
            ({"colour": "mauve"}, "colour"),
            ({"due_date": "2026-02-30"}, "due_date"),
            ({"tasks": []}, "tasks"),
        ],
        sorts={
            "position": "ix_projects_position",
            "name": "ix_projects_name",
            "-name": "ix_projects_name",
            "due": "ix_projects_due",
            "created": "ix_projects_created",
            "-created": "ix_projects_created",
        },
        filters=[("status=done", {"status": "done"})],
    ),
    Kit(
        kind=TASK,
        path="tasks",
        title="title",
        needed={"project_id": str(PROJECT_ID)},
        whole={
            "project_id": str(PROJECT_ID),
            "parent_id": None,
            "title": "🌒 <b>שלום</b>",
            "notes": "# Plan\n<script>alert(1)</script>",
            "status": "doing",
            "priority": "high",
            "due_date": "2026-03-04",
            "due_time": "09:30:00",
            "alarms": [{"before": "PT10M"}, {"days_before": 1, "at": "18:00"}],
            "tags": ["a", "b"],
        },
        patch={"priority": "low"},
        bad=[
            ({"status": "open"}, "status"),
            ({"priority": "urgent"}, "priority"),
            ({"due_date": "2026-02-30"}, "due_date"),
            ({"due_time": "10:00"}, "due_time"),
            ({"project_id": "x"}, "project_id"),
            ({"parent_id": "x"}, "parent_id"),
            ({"completed": True}, "completed"),
            ({"people": [str(uuid4())]}, "people.0"),
            ({"alarms": [{"before": "10"}]}, "alarms.0"),
        ],
        sorts={
            "due": "ix_tasks_open_due",
            "priority": "ix_tasks_open_priority",
            "title": "ix_tasks_open_title",
            "-title": "ix_tasks_open_title",
            "created": "ix_tasks_open_created",
            "-created": "ix_tasks_open_created",
        },
        filters=[("priority=high", {"priority": "high"}), ("status=done", {"status": "done"})],
    ),
    Kit(
        kind=PERSON,
        path="people",
        title="name",
        whole={
            "name": "🌒 Zoë <b>שלום</b>",
            "given_name": "Zoë",
            "family_name": "Ærø",
            "nickname": "Zo",
            "organisation": "Café Rouge",
            "emails": [{"type": "work", "value": "Zoe@example.org"}],
            "phones": [{"type": "cell", "value": "+49 (0)30 23125-001"}],
            "addresses": [
                {
                    "type": "home",
                    "street": "Große Straße 1\nHinterhaus",
                    "locality": "Ort",
                    "region": "",
                    "postal_code": "12345",
                    "country": "Germany",
                }
            ],
            "birthday": "--02-29",
            "dates": [{"label": "Name day", "date": "2001-05-02"}],
            "alarms": [{"days_before": 1, "at": "18:00"}],
            "notes": "# Likes\n<script>alert(1)</script>",
            "favourite": True,
            "tags": ["a", "b"],
        },
        patch={"nickname": "Zed"},
        bad=[
            ({"emails": ["nobody"]}, "emails.0.value"),
            ({"emails": [{"type": "cell", "value": "a@b.c"}]}, "emails.0.type"),
            ({"emails": [{"value": "a@b.c", "label": "x"}]}, "emails.0.label"),
            ({"emails": [f"{n}@b.c" for n in range(51)]}, "emails"),
            ({"phones": ["no digits"]}, "phones.0.value"),
            ({"phones": [""]}, "phones.0.value"),
            ({"phones": [{"type": "pigeon", "value": "1"}]}, "phones.0.type"),
            ({"addresses": [{"type": "home"}]}, "addresses.0"),
            ({"addresses": ["a" * 1001]}, "addresses.0.street"),
            ({"birthday": "1990-02-30"}, "birthday"),
            ({"birthday": "1990-02-29"}, "birthday"),
            ({"birthday": "--02-30"}, "birthday"),
            ({"birthday": "24.9.1990"}, "birthday"),
            ({"birthday": "0000-01-01"}, "birthday"),
            ({"dates": [{"label": "", "date": "--01-01"}]}, "dates.0.label"),
            ({"dates": [{"label": "x", "date": "soon"}]}, "dates.0.date"),
            ({"alarms": [{"before": "PT10M"}]}, "alarms"),
            ({"alarms": [{"at": "2026-03-05T09:00:00Z"}]}, "alarms"),
            ({"favourite": "yes"}, "favourite"),
            ({"location_id": str(uuid4())}, "location_id"),
            ({"tags": [str(n) for n in range(51)]}, "tags"),
        ],
        sorts={
            "name": "ix_people_name",
            "-name": "ix_people_name",
            "talked": "ix_people_talked",
            "-talked": "ix_people_latest",
            "created": "ix_people_created",
            "-created": "ix_people_created",
        },
        filters=[("favourite=true", {"favourite": True})],
    ),
)
