"""The relationships of the person of the panel."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.text import LONGEST_NAME, length_message
from umbra.database import Transaction, transaction
from umbra.items.state.listing import LONGEST_SEARCH
from umbra.people import relationships, service
from umbra.people.relationships import RelationshipFields
from umbra.people.rules import PersonRow
from umbra.people.service import PersonFilter
from umbra.people.state.tied import Tied
from umbra.people.state.view import line_of
from umbra.ui.toasts import toast

MOST_OFFERED = 10


class RelationCard(TypedDict):
    """A relationship: the person `other` called `name` is the `word` of the open one."""

    id: str
    other: str
    name: str
    word: str


class RelatingPart(Tied, mixin=True):
    """`others` are people who fit what is typed, as pairs of id and name."""

    relations: rx.Field[list[RelationCard]] = rx.field(default_factory=list)
    others: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    relation_error: rx.Field[str] = rx.field("")

    _removed: tuple[str, RelationshipFields] | None = None

    @rx.event(supersedes=True)
    async def find_others(self, text: str) -> None:
        """Reads people whose words begin with those of `text`, without the open one."""
        actor = current_actor()
        which = PersonFilter(text[:LONGEST_SEARCH].replace("\x00", ""))
        async with transaction(actor) as tx:
            found = await service.list_window(tx, actor, which, "name", limit=MOST_OFFERED + 1)
        rows = [row for row in found.rows if str(row.id) != self.open_id][:MOST_OFFERED]
        self.others = [
            (str(row.id), " · ".join(filter(None, (row.name, line_of(row))))) for row in rows
        ]

    @rx.event
    async def relate(self, values: dict[str, str], send: str = "") -> None:
        """Adds a relationship. `send` is the submit id: one that was stored before adds nothing."""
        if self._was_taken(send):
            return
        other, word = values.get("other_id", ""), values.get("word", "").strip()
        inverse = values.get("inverse", "").strip()
        if not other or not word:
            self.relation_error = "Choose a person, and write what they are."
            self._answer(send, taken=False)
            return

        async def write(tx: Transaction, actor: Actor, person_id: UUID) -> None:
            fields = {"other_id": other, "word": word, "inverse": inverse or None}
            sent = validated(RelationshipFields, fields)
            await relationships.add_relationship(tx, actor, person_id, sent)

        self.relation_error = await self._store(write)
        self._answer(send, taken=self.relation_error == "")

    @rx.event
    async def unrelate(self, relation_id: str) -> None:
        """Deletes a relationship, with an undo."""

        async def write(tx: Transaction, actor: Actor, person_id: UUID) -> None:
            wanted = id_from(relation_id)
            known = await relationships.list_relationships(tx, actor, person_id)
            await relationships.delete_relationship(tx, actor, person_id, wanted)
            one = next(row for row in known if row.id == wanted)
            fields = RelationshipFields(other_id=one.other_id, word=one.word, inverse=one.inverse)
            self._removed = (str(person_id), fields)

        if not await self._was_refused(write):
            await toast(
                self,
                "Deleted the relationship",
                action_label="Undo",
                on_action=type(self).relate_again,
            )

    @rx.event
    async def relate_again(self) -> None:
        """Adds the relationship again that was deleted last, while its person is open."""
        removed, self._removed = self._removed, None
        if removed is None or removed[0] != self.open_id:
            return

        async def write(tx: Transaction, actor: Actor, person_id: UUID) -> None:
            await relationships.add_relationship(tx, actor, person_id, removed[1])

        await self._was_refused(write)

    @rx.event
    def refuse_relation(self, _name: str, length: int) -> None:
        """Shows that the word is too long to be sent; it stays in the form."""
        self.relation_error = length_message(LONGEST_NAME, length)

    async def _read_tied(self, tx: Transaction, actor: Actor, person: PersonRow) -> None:
        await super()._read_tied(tx, actor, person)
        self.relations = [
            {
                "id": str(row.id),
                "other": str(row.other_id),
                "name": row.name,
                "word": row.word,
            }
            for row in await relationships.list_relationships(tx, actor, person.id)
        ]

    def _close(self) -> None:
        super()._close()
        self.relations, self.others, self.relation_error = [], [], ""
