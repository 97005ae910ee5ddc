"""The time line of the person of the panel, and the log of contacts in it."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.moments import Now
from umbra.core.paging import Cursor, Window
from umbra.core.text import LONGEST_NOTES, length_message
from umbra.database import Transaction, transaction
from umbra.people import contacts, timeline
from umbra.people.contacts import ContactFields
from umbra.people.rules import PersonRow
from umbra.people.state.tied import Tied
from umbra.people.timeline import TimelineFilter, TimelineRow
from umbra.preferences import service as preferences
from umbra.ui.toasts import toast

PAGE = 20
MOST_LINES = 500
"""Rows of the time line that a panel shows at most."""

LATEST_FIRST = "-at"


class TimelineCard(TypedDict):
    """A row of the time line as the panel shows it. `href` is empty for a contact."""

    id: str
    contact: bool
    icon: str
    title: str
    when: str
    detail: str
    href: str
    done: bool
    repeats: bool


class TimelinePart(Tied, mixin=True):
    """The latest first. `more` is whether there are earlier rows."""

    timeline: rx.Field[list[TimelineCard]] = rx.field(default_factory=list)
    more: rx.Field[bool] = rx.field(False)
    contact_error: rx.Field[str] = rx.field("")
    this_day: rx.Field[str] = rx.field("")

    _place: Cursor | None = None
    _deleted_contact: ContactFields | None = None

    @rx.event
    async def earlier(self) -> None:
        """Shows the next rows of the time line."""
        actor = current_actor()
        if self._place is None or len(self.timeline) >= MOST_LINES:
            return
        try:
            async with transaction(actor) as tx:
                found = await self._read_lines(tx, actor, id_from(self.open_id), self._place)
                now = await preferences.now_of(tx, actor)
        except NotFound:
            return
        self.timeline = [*self.timeline, *(card_of(row, now) for row in found.rows)]

    @rx.event
    async def talked_today(self) -> None:
        """Logs a contact of today, with an undo."""
        added: list[UUID] = []

        async def write(tx: Transaction, actor: Actor, person_id: UUID) -> None:
            today = await preferences.today(tx, actor)
            fields = validated(ContactFields, {"at": today.isoformat()})
            added.append((await contacts.add_contact(tx, actor, person_id, fields)).id)

        if not await self._was_refused(write):
            await toast(
                self,
                "Talked today",
                action_label="Undo",
                on_action=type(self).take_back_contact(self.open_id, str(added[0])),
            )

    @rx.event
    async def add_contact(self, values: dict[str, str], send: str = "") -> None:
        """Logs a contact, of today without a day.

        `send` is the submit id: one that was stored before logs nothing.
        """
        if self._was_taken(send):
            return

        async def write(tx: Transaction, actor: Actor, person_id: UUID) -> None:
            sent = {name: values.get(name, "") for name in ("at", "way", "note")}
            sent["at"] = sent["at"] or (await preferences.today(tx, actor)).isoformat()
            await contacts.add_contact(tx, actor, person_id, validated(ContactFields, sent))

        self.contact_error = await self._store(write)
        self._answer(send, taken=self.contact_error == "")

    @rx.event
    async def delete_contact(self, contact_id: str) -> None:
        """Deletes a contact, with an undo."""

        async def write(tx: Transaction, actor: Actor, person_id: UUID) -> None:
            wanted = id_from(contact_id)
            gone = await contacts.delete_contact(tx, actor, person_id, wanted)
            self._deleted_contact = ContactFields(at=gone.at, note=gone.note, way=gone.way)

        if not await self._was_refused(write):
            await toast(
                self,
                "Deleted the contact",
                action_label="Undo",
                on_action=type(self).restore_contact(self.open_id),
            )

    @rx.event
    async def take_back_contact(self, person_id: str, contact_id: str) -> None:
        """Deletes the contact that a toast offers to undo, while its person is open."""
        if person_id == self.open_id:

            async def write(tx: Transaction, actor: Actor, person: UUID) -> None:
                await contacts.delete_contact(tx, actor, person, id_from(contact_id))

            await self._was_refused(write)

    @rx.event
    async def restore_contact(self, person_id: str) -> None:
        """Logs the contact again that was deleted last, while its person is open."""
        fields, self._deleted_contact = self._deleted_contact, None
        if fields is not None and person_id == self.open_id:

            async def write(tx: Transaction, actor: Actor, person: UUID) -> None:
                await contacts.add_contact(tx, actor, person, fields)

            await self._was_refused(write)

    @rx.event
    def refuse_contact(self, _name: str, length: int) -> None:
        """Shows that the note is too long to be sent; it stays in the form."""
        self.contact_error = length_message(LONGEST_NOTES, length)

    async def _read_tied(self, tx: Transaction, actor: Actor, person: PersonRow) -> None:
        await super()._read_tied(tx, actor, person)
        found = await self._read_lines(tx, actor, person.id, None)
        now = await preferences.now_of(tx, actor)
        self.timeline = [card_of(row, now) for row in found.rows]
        self.this_day = now.today.isoformat()

    async def _read_lines(
        self, tx: Transaction, actor: Actor, person_id: UUID, after: Cursor | None
    ) -> Window[TimelineRow]:
        found = await timeline.list_timeline(
            tx, actor, person_id, TimelineFilter(), LATEST_FIRST, after=after, limit=PAGE
        )
        self.more = found.has_after
        last = found.rows[-1] if found.has_after else None
        self._place = timeline.cursor_of(last, LATEST_FIRST) if last is not None else None
        return found

    def _close(self) -> None:
        super()._close()
        self.timeline, self.more, self.contact_error, self._place = [], False, "", None


def card_of(row: TimelineRow, now: Now) -> TimelineCard:
    kind = timeline.kind_of(row)
    return {
        "id": str(row.id),
        "contact": kind is None,
        "icon": kind.icon if kind is not None else "message",
        "title": row.title or ("Talked" if kind is None else ""),
        "when": now.when(row.at),
        "detail": row.detail,
        "href": f"{kind.path}?open={row.id}" if kind is not None else "",
        "done": row.done,
        "repeats": row.repeats,
    }
