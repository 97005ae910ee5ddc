"""One event as a panel opens it: an occurrence together with the series that it is of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.alarms import Alarm
from umbra.core.errors import InvalidInput, NotFound
from umbra.database import Transaction
from umbra.events.fields import EventPatch, Scope
from umbra.events.kind import EVENT
from umbra.events.rules import Times, written_id
from umbra.events.storing import read
from umbra.events.whole import (
    REPEATS,
    Details,
    Whole,
    change_all,
    change_following,
    change_this,
    edited_at,
    occurrence_id,
    times_at,
)
from umbra.items import reading
from umbra.preferences.service import owner_time_zone
from umbra.recurrence.occurrences import next_after
from umbra.recurrence.series import Moment, Series, as_datetime, is_date

_BEFORE_ALL = datetime(1800, 1, 1, tzinfo=UTC)

SCOPES: tuple[Scope, ...] = ("this", "following", "all")


@dataclass(frozen=True, slots=True)
class OpenEvent:
    """An event or one occurrence of a series, as wall-clock times or dates.

    `recurrence_id` is None for an event that does not repeat. `original` is where the occurrence
    was before it was moved, else its start; `series` has the rule, with the moved occurrences.
    """

    id: UUID
    version: int
    recurrence_id: Moment | None
    original: Moment
    times: Times
    details: Details
    series: Series
    tags: tuple[str, ...]
    created_at: datetime
    alarms: tuple[Alarm, ...] = ()
    people: tuple[UUID, ...] = ()

    @property
    def location_id(self) -> UUID | None:
        return self.details.location_id

    @property
    def at(self) -> str:
        """The recurrence id as text, empty without one."""
        return "" if self.recurrence_id is None else written_id(self.recurrence_id)


async def open_event(
    tx: Transaction, actor: Actor, event_id: UUID, recurrence_id: Moment | None
) -> OpenEvent:
    """The event by that id; of a series the occurrence named, or without one the first.

    NotFound; InvalidInput at `recurrence_id` for what is no occurrence.
    """
    record = await reading.get(tx, actor, EVENT, event_id)
    whole = await read(tx, actor, event_id)
    if not whole.repeats:
        original, at = whole.series.start, None
    else:
        named = _first(whole) if recurrence_id is None else recurrence_id
        at = original = occurrence_id(whole, named)
    edited = edited_at(whole, original)
    return OpenEvent(
        whole.id,
        whole.version,
        at,
        original,
        times_at(whole, original),
        edited.details if edited else whole.details,
        whole.full,
        whole.tags,
        record.created_at,
        whole.alarms,
        whole.people,
    )


def _first(whole: Whole) -> Moment:
    """The recurrence id of the first occurrence that is there. NotFound if all are excluded."""
    found = next_after(whole.full, _BEFORE_ALL, "UTC")
    if found is None:
        raise NotFound
    return found.recurrence_id


def is_first(event: OpenEvent) -> bool:
    """Whether no occurrence of the series has an earlier original start."""
    free = replace(event.series, overrides=())
    found = next_after(free, _BEFORE_ALL, "UTC")
    return found is None or as_datetime(found.recurrence_id) >= as_datetime(event.original)


async def possible_scopes(
    tx: Transaction,
    actor: Actor,
    event_id: UUID,
    recurrence_id: Moment,
    patch: EventPatch,
    of_series: EventPatch,
) -> tuple[tuple[Scope, ...], InvalidInput | None]:
    """The scopes in which an occurrence can be changed so, and a refusal of another one.

    `of_series` is the patch for "following" and "all". A rule, dates and tags belong to the
    series, and a rule that names other days does not move along. "following" is left out where
    it means all. Errors as those of `open_event`.
    """
    whole = await read(tx, actor, event_id)
    original = occurrence_id(whole, recurrence_id)
    zone = (await owner_time_zone(tx, actor)).name
    possible: list[Scope] = []
    refused: InvalidInput | None = None
    for scope in SCOPES:
        try:
            if _is_possible(whole, original, scope, patch if scope == "this" else of_series, zone):
                possible.append(scope)
        except InvalidInput as refusal:
            refused = refusal
    return tuple(possible), refused


def _is_possible(
    whole: Whole, original: Moment, scope: Scope, patch: EventPatch, zone: str
) -> bool:
    """False for a scope that means the same as another; InvalidInput for one that is refused."""
    named = patch.named()
    if scope == "this":
        if any(name in named for name in REPEATS):
            raise InvalidInput.at("rrule", "Belongs to the whole series.")
        change_this(whole, original, named, zone)
        return True
    if scope == "following":
        return len(change_following(whole, original, named, zone, whole.id)) > 1
    change_all(whole, original, named, zone)
    return True


def moved_id(recurrence_id: Moment, before: Times, start: Moment) -> Moment:
    """The recurrence id of an occurrence once all, or it and the following, moved along with it.

    `before` is where it was, `start` where it went. Between dates and times it becomes the start.
    """
    if is_date(start) is not is_date(before.start) or is_date(recurrence_id) is not is_date(start):
        return start
    by = as_datetime(start) - as_datetime(before.start)
    moved = as_datetime(recurrence_id) + by
    return moved if isinstance(recurrence_id, datetime) else moved.date()


def parsed_id(text: str) -> Moment | None:
    """A recurrence id from a URL; None for the empty text. InvalidInput at `recurrence_id`."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        raise InvalidInput.at("recurrence_id", "Is not a date or time.") from None
