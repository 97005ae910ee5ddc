"""The panel of one event, or of one occurrence of a series, and of a new event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, NotFound, StaleVersion, UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.local_url import known_id, rewritten_url
from umbra.core.moments import Now
from umbra.core.text import shortened
from umbra.database import transaction
from umbra.events import service
from umbra.events.fields import EventFields, EventPatch
from umbra.events.kind import EVENT
from umbra.events.opened import OpenEvent, open_event, parsed_id
from umbra.events.state.account import present_of, read_account
from umbra.events.state.changes import (
    Act,
    EventChanges,
    Outcome,
    after_undo,
    followers,
    is_gone,
)
from umbra.events.state.drafts import (
    LABELS,
    Account,
    changes_of,
    draft_of,
    errors_of,
    fields_of,
    in_words,
    new_draft,
    slot_of,
)
from umbra.events.state.looking import look_at
from umbra.items.state.changing import MOST_ACTS
from umbra.items.state.links_form import LINK_FIELDS, Links
from umbra.items.state.rule_look import LooksAtRule
from umbra.items.state.undo_stack import UndoStack
from umbra.preferences import service as preferences
from umbra.tags.service import tag_names
from umbra.ui.toasts import toast

PATH = "/calendar"
NEW = "new"
"""The value of the parameter `open` for an event that is not stored yet."""

NEW_FORM = "new-event"
"""The name of the form of a new event: quick entry and panel share its draft."""

_LONGEST_PARAMETER = 60
_NO_ACCOUNT = Account("UTC", 60, 8, 0)


class EventEditor(LooksAtRule, Links, rx.State):
    """The event that the URL names: `open` is its id or "new", `at` the recurrence id.

    For a new event `at` is its time, "start/end" as a calendar sends them. `open_id` is the
    identity of what is open, for the form's draft: the id with the recurrence id behind it.
    """

    event_id: rx.Field[str] = rx.field("")
    at: rx.Field[str] = rx.field("")
    is_new: rx.Field[bool] = rx.field(False)
    slot: rx.Field[str] = rx.field("")
    other_zone: rx.Field[bool] = rx.field(False)
    own_colour: rx.Field[str] = rx.field("")
    tag_options: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    local_time: rx.Field[str] = rx.field("")

    _account: Account = _NO_ACCOUNT
    _asked: tuple[str, str] = ("", "")
    _earlier: tuple[tuple[str, str], ...] = ()
    """Where the open occurrence was found before acts of this tab moved it, the last one first."""

    @rx.event
    async def load(self) -> None:
        """Opens the event that the URL names, or closes the panel."""
        wanted = self._wanted()
        if wanted in {self._asked, (self.event_id, self.at)} and not self.missing:
            if self.event_id and not self.is_new:
                await self.changed({})
            return
        self._close()
        self._asked = wanted
        if wanted[0]:
            await self._open(*wanted)

    @rx.event
    async def show_new(self, start: str, end: str = "") -> Any:
        """Opens the panel for a new event; see `umbra.events.state.drafts.slot_of`."""
        return self._redirect(NEW, f"{start}/{end}")

    @rx.event
    async def close(self) -> Any:
        """Closes the panel. Unsaved input is kept as a draft until the panel is opened again.

        It is closed at once, so that Back opens it again though the page never arrived there.
        """
        self._close()
        return self._redirect("", "")

    @rx.event
    async def save(self, values: dict[str, str], send: str = "") -> Any:
        """Saves the form. A refusal keeps the input and shows the error at its field.

        Of a series it is asked first which events are meant. `send` is the submit id (an
        idempotency key): one that was saved before saves nothing.
        """
        if self._was_taken(send):
            return None
        self.errors = {}
        if self.is_new:
            return await self._create(values, send)
        if self._row is None:
            return None
        try:
            changes = changes_of(values, self.base, self._row, self._account)
            validated(EventPatch, changes.of_series)
        except InvalidInput as refusal:
            self._refuse(refusal, send)
            return None
        if not changes.of_series:
            self._answer(send, taken=True)
            await toast(self, "Saved")
            return None
        act = Act(
            self.event_id,
            self.at,
            changes.patch,
            changes.of_series,
            "Saved",
            self._version,
            send,
        )
        state = await self.get_state(EventChanges)
        return await state._run(act)

    @rx.event
    async def delete(self) -> Any:
        """Deletes what is open, with an undo, and closes the panel."""
        state = await self.get_state(EventChanges)
        return await state._delete(self.event_id, self.at)

    @rx.event
    async def duplicate(self) -> Any:
        """Opens the panel of a copy: of an occurrence a single event, of another one the same."""
        actor, event = current_actor(), self._row
        if event is None:
            return None
        fields = {
            **{name: self.base[name] for name in ("title", "place", "notes")},
            "colour": event.details.colour,
            "location_id": event.details.location_id,
            "people": list(event.people),
            "tags": list(event.tags),
            "alarms": list(event.alarms),
            "start": event.times.start.isoformat(),
            "end": event.times.end.isoformat(),
            "time_zone": event.times.zone,
        }
        try:
            async with transaction(actor) as tx:
                done = await service.create(tx, actor, validated(EventFields, fields))
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return None
        stack = await self.get_state(UndoStack)
        await stack._remember(f"Duplicated “{shortened(done.row.title)}”", EVENT.name, done.entry)
        return self._redirect(str(done.row.id), "")

    @rx.event
    async def changed(self, versions: dict[str, int]) -> None:
        """Reads the open event again if it changed elsewhere. The live listener calls this."""
        known = versions and versions.get(self.event_id, self._version) == self._version
        if not self.event_id or self.is_new or known or self.router.url.path != PATH:
            return
        row = await self._read(self.event_id, self.at)
        self.missing = row is None
        if row is not None:
            self._show_newer(row)

    async def _follow(self, outcome: Outcome) -> Any:
        """Shows what became of an act on the open event."""
        act = outcome.act
        if act.send is not None:
            self._answer(act.send, taken=outcome.done)
        if act.event_id != self.event_id or (act.at != self.at and not outcome.done):
            return None
        if not outcome.done:
            await self._show_refusal(outcome)
            return None
        if act.patch is None:
            gone = await self._read(self.event_id, self.at) is None
            return self._redirect("", "") if gone else None
        at = outcome.at if act.at == self.at else self.at
        event_id = outcome.event_id if act.at == self.at else self.event_id
        row = await self._read(event_id, at) or await self._read(event_id, "")
        if row is None:
            self.missing = True
            return None
        before = (self.event_id, self.at)
        self._show(row)
        if before == (str(row.id), row.at):
            return None
        self._earlier = (before, *self._earlier)[:MOST_ACTS]
        return self._go_on_at(row)

    async def _show_refusal(self, outcome: Outcome) -> None:
        refusal, send = outcome.refusal, outcome.act.send
        if send is None or refusal is None:
            return
        if isinstance(refusal, StaleVersion) or is_gone(refusal):
            await self.changed({})
        elif isinstance(refusal, InvalidInput):
            self.errors = errors_of(refusal)
        else:
            await toast(self, refusal.detail, tone="danger")

    async def _follow_undo(self) -> Any:
        """Shows the open event as an undo left it, where it was before the act."""
        if not self.event_id or self.is_new:
            return None
        before = (self.event_id, self.at)
        for place in (before, *self._earlier):
            row = await self._read(*place)
            if row is not None:
                self.missing = False
                self._show(row)
                return None if place == before else self._go_on_at(row)
        self.missing = True
        return None

    def _go_on_at(self, row: OpenEvent) -> Any:
        """Keeps the form that is open for an occurrence that is found at another place now."""
        self.event_id, self.at = str(row.id), row.at
        return self._redirect(self.event_id, self.at)

    async def _open(self, wanted: str, at: str) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            self._account = await read_account(tx, actor)
            self.tag_options = [(name, name) for name in await tag_names(tx, actor)]
            now = present_of(tx, self._account)
        if wanted == NEW:
            first, _, last = at.partition("/")
            start, end = slot_of(first, last, self._account, now)
            self._show_new(new_draft(start, end, self._account), at)
            return
        self.event_id, self.at = wanted, at
        row = await self._read(wanted, at)
        if row is None:
            self.missing, self.open_id = True, f"{wanted}/{at}"
        else:
            self.at = row.at
            self.open_id = f"{wanted}/{row.at}"
            self._show(row)
        self.filled += 1

    def _show_new(self, base: dict[str, str], slot: str) -> None:
        self.event_id, self.at, self.slot = NEW, slot, slot
        self.is_new, self.open_id = True, NEW_FORM
        self.base, self.created = base, ""
        self._look(base)
        self.filled += 1

    async def _read(self, event_id: str, at: str) -> OpenEvent | None:
        """The event as it is now, or None if it is not there; reads what is shown with it."""
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                row = await open_event(tx, actor, id_from(event_id), parsed_id(at))
                await self._read_names(tx, actor, row)
                now = await preferences.now_of(tx, actor)
                self.created = f"{now.date_of(row.created_at):%-d %B %Y}"
                return row
        except (NotFound, InvalidInput):
            return None

    async def _create(self, values: dict[str, str], send: str) -> Any:
        actor = current_actor()
        try:
            fields = validated(EventFields, fields_of({**self.base, **values}, self._account))
            await added(self, actor, fields)
        except InvalidInput as refusal:
            self._refuse(refusal, send)
            return None
        except UmbraError as refusal:
            self._answer(send, taken=False)
            await toast(self, refusal.detail, tone="danger")
            return None
        self._answer(send, taken=True)
        return self._redirect("", "")

    def _refuse(self, refusal: InvalidInput, send: str) -> None:
        self.errors = errors_of(refusal)
        self._answer(send, taken=False)

    def _close(self) -> None:
        super()._close()
        self.event_id, self.at, self.is_new, self.slot = "", "", False, ""
        self.other_zone, self.own_colour = False, ""
        self._asked, self._earlier = ("", ""), ()

    def _show(self, row: OpenEvent, now: Now | None = None) -> None:
        super()._show(row, now)
        self._look(self.base)

    def _show_state(self, row: OpenEvent) -> None:
        zone = row.times.zone
        self.other_zone = zone is not None and zone != self._account.zone
        colour = row.details.colour or ""
        self.own_colour = colour if colour.startswith("#") else ""

    def _look(self, values: Mapping[str, str]) -> None:
        look = look_at(values, self._row, self._account, datetime.now(UTC))
        if look is None:
            return
        self._show_look(look.rule)
        self.local_time = look.local

    def _draft(self, row: OpenEvent) -> dict[str, str]:
        return draft_of(row, self._account)

    @property
    def _labels(self) -> Mapping[str, str]:
        return LABELS

    def _in_words(self, name: str, values: dict[str, str]) -> str:
        newer = self._newer
        if newer is None or name in LINK_FIELDS:
            return super()._in_words(name, values)
        return in_words(name, values, newer.series.rule, newer.original)

    def _wanted(self) -> tuple[str, str]:
        query = self.router.url.query_parameters
        wanted, at = query.get("open", ""), query.get("at", "")[:_LONGEST_PARAMETER]
        wanted = NEW if wanted == NEW else known_id(wanted)
        return (wanted, at) if wanted else ("", "")

    def _redirect(self, event_id: str, at: str) -> Any:
        """Goes to the URL of an event on this page; its other parameters stay."""
        query = self.router.url.query_parameters
        return rx.redirect(rewritten_url(PATH, query, open=event_id, at=at))


async def added(state: rx.State, actor: Actor, fields: EventFields) -> None:
    """Creates an event, with an undo that a toast offers."""
    async with transaction(actor) as tx:
        done = await service.create(tx, actor, fields)
    stack = await state.get_state(UndoStack)
    await stack._remember(f"Added “{shortened(done.row.title)}”", EVENT.name, done.entry)


async def _follow_act(state: rx.State, outcome: Outcome) -> Any:
    editor = await state.get_state(EventEditor)
    return await editor._follow(outcome)


async def _follow_undo(state: rx.State) -> Any:
    editor = await state.get_state(EventEditor)
    return await editor._follow_undo()


followers.append(_follow_act)
after_undo.append(_follow_undo)
