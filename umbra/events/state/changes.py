"""Changes of events from a page: at once, or after the question which of a series are meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypedDict

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound, StaleVersion, UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.text import shortened
from umbra.database import Transaction, transaction
from umbra.events import journal, occurrences, service
from umbra.events.fields import EventPatch, Scope
from umbra.events.journal import JournalEntry
from umbra.events.kind import EVENT
from umbra.events.opened import (
    SCOPES,
    OpenEvent,
    is_first,
    moved_id,
    open_event,
    parsed_id,
    possible_scopes,
)
from umbra.events.rules import written_id
from umbra.events.state.account import read_account
from umbra.events.state.moving import all_day_on, moved_to, stretched
from umbra.items.state.undo_stack import AfterUndo, UndoStack, register_undo
from umbra.recurrence.series import moment_of
from umbra.ui.toasts import toast

GONE = "This event is not there any more. It was deleted, here or elsewhere."
CHANGED_ELSEWHERE = "This event changed elsewhere in the meantime. Look at it, then try again."

Asked = Scope | Literal[""]
"""The scope of a change; empty for an event that does not repeat."""


class Choice(TypedDict):
    """An answer to the question which events of a series are meant."""

    scope: str
    label: str
    what: str


@dataclass(frozen=True, slots=True)
class Act:
    """A change (`patch`) or deletion (None) of an event, or of the occurrence `at` of a series.

    `of_series` is the patch for more than one occurrence. `version` is the one the change was
    made from, None for the one that is stored now. `send` is the id of a form's submit, None for
    an act that was not made in a form.
    """

    event_id: str
    at: str
    patch: dict[str, Any] | None
    of_series: dict[str, Any] | None
    label: str
    version: int | None = None
    send: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an act: done, refused with a reason, or given up by the user (no refusal).

    `event_id` and `at` are where the changed occurrence is found now.
    """

    act: Act
    done: bool
    event_id: str = ""
    at: str = ""
    refusal: UmbraError | None = None


Computed = Callable[[OpenEvent, str, int], dict[str, Any]]
"""A patch of an event, for an account in a zone whose new events last so many minutes."""

Follower = Callable[[rx.State, Outcome], Awaitable[Any]]
followers: list[Follower] = []
"""Called after each act with the running handler's state; what they return are further events."""


class EventChanges(rx.State):
    """Runs one act after the other. While `asking`, one waits for the answer which events it means.

    `refused` grows when an act that was not made in a form is refused or given up, so that what
    was dragged goes back.
    """

    asking: rx.Field[bool] = rx.field(False)
    question: rx.Field[str] = rx.field("")
    choices: rx.Field[list[Choice]] = rx.field(default_factory=list)
    refused: rx.Field[int] = rx.field(0)

    _act: Act | None = None

    @rx.event
    async def choose(self, scope: str) -> Any:
        """Does what waits, for the events of the series that `scope` names."""
        act, known = self._act, [one["scope"] for one in self.choices]
        for name in SCOPES:
            if act is not None and scope == name and name in known:
                self._stop_asking()
                return await self._finish(act, name)
        return None

    @rx.event
    async def cancel(self) -> Any:
        """Gives up what waits for an answer; nothing is changed."""
        act = self._act
        self._stop_asking()
        return None if act is None else await self._report(Outcome(act, done=False))

    async def _delete(self, event_id: str, recurrence_id: str) -> Any:
        """Puts an event into the trash, or excludes an occurrence, with an undo."""
        return await self._run(Act(event_id, recurrence_id, None, None, "Deleted"))

    async def _move(
        self, event_id: str, recurrence_id: str, to: str, *, all_day: bool = False
    ) -> Any:
        """Lets an event begin at `to`: YYYY-MM-DD, or YYYY-MM-DDTHH:MM in the account's zone.

        A timed event that is moved to a date keeps its time, unless it is to be `all_day`.
        """

        def patch(event: OpenEvent, zone: str, minutes: int) -> dict[str, Any]:
            start = _required(to, "start")
            if all_day:
                return all_day_on(event.times, start, zone)
            return moved_to(event.times, start, zone, minutes)

        return await self._run(Act(event_id, recurrence_id, {}, {}, "Moved"), patch)

    async def _stretch(self, event_id: str, recurrence_id: str, edge: str, to: str) -> Any:
        """Moves the "start" or "end" of an event to `to`, as in `_move`; the other edge stays."""

        def patch(event: OpenEvent, zone: str, _minutes: int) -> dict[str, Any]:
            side: Literal["start", "end"] = "start" if edge == "start" else "end"
            return stretched(event.times, side, _required(to, side), zone)

        return await self._run(Act(event_id, recurrence_id, {}, {}, "Changed the length of"), patch)

    async def _run(self, act: Act, patch: Computed | None = None) -> Any:
        """Does an act, or asks first which events of the series it means.

        `patch` computes what the act changes, of the event as it is now.
        """
        actor = current_actor()
        self._stop_asking()
        try:
            async with transaction(actor) as tx:
                event = await _opened(tx, actor, act)
                if act.version is not None and act.version != event.version:
                    raise StaleVersion(event.version)
                act = replace(act, at=event.at, version=event.version)
                if patch is not None:
                    account = await read_account(tx, actor)
                    changes = patch(event, account.zone, account.minutes)
                    act = replace(act, patch=changes, of_series=changes)
                scopes = await _scopes(tx, actor, event, act)
        except UmbraError as refusal:
            return await self._report(Outcome(act, done=False, refusal=refusal))
        if not scopes:
            return await self._finish(act, "")
        self._act = act
        verb = "Delete" if act.patch is None else "Change"
        self.question = f"{verb} “{shortened(event.details.title)}”?"
        self.choices = [_choice(scope, act) for scope in scopes]
        self.asking = True
        return None

    async def _finish(self, act: Act, scope: Asked) -> Any:
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                event = await _opened(tx, actor, act)
                event_id, entry = await _perform(tx, actor, act, scope)
        except UmbraError as refusal:
            return await self._report(Outcome(act, done=False, refusal=refusal))
        at = _at_after(event, act) if scope in {"following", "all"} else event.at
        stack = await self.get_state(UndoStack)
        await stack._remember(f"{act.label} “{shortened(event.details.title)}”", EVENT.name, entry)
        return await self._report(Outcome(act, done=True, event_id=event_id, at=at))

    async def _report(self, outcome: Outcome) -> Any:
        """Puts back what was not done, says why, and returns the events of the followers."""
        if not outcome.done and outcome.act.send is None:
            self.refused += 1
            if outcome.refusal is not None:
                await toast(self, _reason(outcome.refusal), tone="danger")
        events = [await follow(self, outcome) for follow in followers]
        return [event for event in events if event is not None] or None

    def _stop_asking(self) -> None:
        self._act, self.asking = None, False


async def _opened(tx: Transaction, actor: Actor, act: Act) -> OpenEvent:
    return await open_event(tx, actor, id_from(act.event_id), parsed_id(act.at))


async def _scopes(tx: Transaction, actor: Actor, event: OpenEvent, act: Act) -> tuple[Scope, ...]:
    """The scopes to choose from; none for an event that does not repeat.

    Raises the refusal of a change that is possible in none.
    """
    if event.recurrence_id is None:
        return ()
    if act.patch is None or act.of_series is None:
        return tuple(scope for scope in SCOPES if scope != "following" or not is_first(event))
    one, series = (validated(EventPatch, patch) for patch in (act.patch, act.of_series))
    scopes, refusal = await possible_scopes(tx, actor, event.id, event.recurrence_id, one, series)
    if not scopes and refusal is not None:
        raise refusal
    return scopes


async def _perform(
    tx: Transaction, actor: Actor, act: Act, scope: Asked
) -> tuple[str, JournalEntry]:
    """Does an act; returns the id of the event that has the occurrence now, and the entry."""
    event_id, at = id_from(act.event_id), parsed_id(act.at)
    if act.patch is None or act.of_series is None:
        if scope and at is not None:
            found = occurrences.delete_occurrence(tx, actor, event_id, at, scope, act.version)
        else:
            found = service.delete(tx, actor, event_id, act.version)
        return act.event_id, await found
    patch = validated(EventPatch, act.patch if scope in {"", "this"} else act.of_series)
    if scope and at is not None:
        done = await occurrences.change_occurrence(
            tx, actor, event_id, at, scope, patch, act.version
        )
    else:
        done = await service.change(tx, actor, event_id, patch, act.version)
    return str(done.made or event_id), done.entry


def _at_after(event: OpenEvent, act: Act) -> str:
    """The recurrence id of the occurrence after it and others moved along with it."""
    start = moment_of(str((act.of_series or {}).get("start", "")))
    if event.recurrence_id is None or start is None:
        return event.at
    return written_id(moved_id(event.recurrence_id, event.times, start))


def _choice(scope: Scope, act: Act) -> Choice:
    label = {"this": "This event", "following": "This and following", "all": "All events"}[scope]
    if act.patch is None:
        what = {
            "this": "Only this one is deleted. The others stay.",
            "following": "The series ends before this one.",
            "all": "The whole series goes into the trash.",
        }[scope]
    else:
        what = {
            "this": "Only this one changes.",
            "following": "Earlier events stay as they are.",
            "all": "Past and coming events change alike.",
        }[scope]
    return {"scope": scope, "label": label, "what": what}


def is_gone(refusal: UmbraError) -> bool:
    """Whether an act was refused because the event or the occurrence is not there any more."""
    if isinstance(refusal, InvalidInput):
        return any(error.field == "recurrence_id" for error in refusal.errors)
    return isinstance(refusal, NotFound)


def _reason(refusal: UmbraError) -> str:
    if isinstance(refusal, StaleVersion):
        return CHANGED_ELSEWHERE
    return GONE if is_gone(refusal) else refusal.detail


def _required(text: str, field: str) -> Any:
    moment = moment_of(text)
    if moment is None:
        raise InvalidInput.at(field, "Is not a date or a time.")
    return moment


async def _undo(tx: Transaction, actor: Actor, entry: JournalEntry) -> AfterUndo:
    undone = await journal.undo(tx, actor, entry)
    return lambda earlier: earlier.after(undone)


async def _follow_undo(state: rx.State) -> Any:
    events = [await follow(state) for follow in after_undo]
    return [event for event in events if event is not None] or None


after_undo: list[Callable[[rx.State], Awaitable[Any]]] = []
"""Called after an act was undone: the panel reads its event again. As `followers`."""

register_undo(EVENT.name, _undo, _follow_undo)
