"""People who may be the same as the one of the panel, and merging them into that one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import UmbraError
from umbra.core.ids import id_from
from umbra.core.text import shortened
from umbra.database import Transaction, transaction
from umbra.items.linked import names_of
from umbra.items.state.changing import Reversal
from umbra.people import merging, service
from umbra.people.alike import people_like
from umbra.people.merged import Prefer, fields_of
from umbra.people.merging import MergeFields
from umbra.people.rules import PersonRow
from umbra.people.state.form import LABELS, LISTS, as_json, list_words, yearly_words
from umbra.people.state.tied import Tied
from umbra.people.state.view import line_of
from umbra.ui.toasts import toast

WHY = {"email": "Same e-mail", "phone": "Same number", "name": "Same name"}


class AlikeCard(TypedDict):
    """A person who may be the same, with what tells them apart and what both have."""

    id: str
    name: str
    line: str
    why: str


class ComparedField(TypedDict):
    """A field of the two people and of the person that a merge makes of them, in words."""

    field: str
    this: str
    other: str
    merged: str


class MergingPart(Tied, mixin=True):
    """`merging` is the id of the person the open dialog compares with; empty without a dialog.

    `compared` has the fields that one of the two has, `moves` says what moves.
    """

    alike: rx.Field[list[AlikeCard]] = rx.field(default_factory=list)
    merging: rx.Field[str] = rx.field("")
    merging_name: rx.Field[str] = rx.field("")
    prefer: rx.Field[str] = rx.field("this")
    compared: rx.Field[list[ComparedField]] = rx.field(default_factory=list)
    moves: rx.Field[str] = rx.field("")

    @rx.event
    async def compare(self, other_id: str) -> None:
        """Opens the dialog that shows both people and what a merge would make of them."""
        await self._compare(other_id, "this")

    @rx.event
    async def choose_preferred(self, prefer: str) -> None:
        """Chooses whose single values stay where both have some."""
        if self.merging:
            await self._compare(self.merging, "other" if prefer == "other" else "this")

    @rx.event
    def stop_merging(self) -> None:
        self.merging, self.compared = "", []

    @rx.event
    async def merge(self) -> None:
        """Merges the compared person into the open one, with an undo."""
        other_id, kept = self.merging, self._row
        if not other_id or kept is None:
            return
        names: list[str] = []
        gone: list[Reversal] = []

        async def write(tx: Transaction, actor: Actor, person_id: UUID) -> None:
            other = await service.get_person(tx, actor, id_from(other_id))
            fields = MergeFields(other_id=other.id, prefer=self._preferred)
            await merging.merge_people(tx, actor, person_id, fields, self._version)
            names.append(shortened(other.name))
            gone.append(Reversal(other.id, other.version, other.version + 1))

        if await self._was_refused(write):
            return
        self.stop_merging()
        items = await self.get_state(self._list_state)
        items._remove_row(other_id)
        label = f"Merged “{names[0]}” into “{shortened(kept.name)}”"
        await items._remember(label, gone, deleted=True)

    async def _compare(self, other_id: str, prefer: Prefer) -> None:
        actor, kept = current_actor(), self._row
        if kept is None:
            return
        fields = MergeFields(other_id=id_from(other_id), prefer=prefer)
        try:
            async with transaction(actor) as tx:
                preview = await merging.preview_merge(tx, actor, kept.id, fields)
                this = await service.get_person(tx, actor, kept.id)
                other = await service.get_person(tx, actor, fields.other_id)
                wanted = [one.location_id for one in (this, other) if one.location_id is not None]
                named = await names_of(tx, actor, "location", wanted)
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        places = {str(place): name for place, name in named.items()}
        self.merging, self.merging_name, self.prefer = other_id, other.name, prefer
        sides = [fields_of(this), fields_of(other), preview.fields]
        for side in sides:
            side["location_id"] = places.get(side["location_id"], "")
        self.compared = compared(*sides)
        self.moves = moves_words(preview.moves)

    async def _read_tied(self, tx: Transaction, actor: Actor, person: PersonRow) -> None:
        await super()._read_tied(tx, actor, person)
        self.alike = [
            {
                "id": str(one.person.id),
                "name": one.person.name,
                "line": line_of(one.person),
                "why": WHY[one.why],
            }
            for one in await people_like(tx, actor, person)
        ]

    def _close(self) -> None:
        super()._close()
        self.alike, self.merging, self.compared = [], "", []

    @property
    def _preferred(self) -> Prefer:
        return "other" if self.prefer == "other" else "this"


def compared(
    this: Mapping[str, Any], other: Mapping[str, Any], merged: Mapping[str, Any]
) -> list[ComparedField]:
    """The fields that one of the two people has, in words; `location_id` is a name here."""
    named = [(name, label) for name, label in LABELS.items() if name != "alarms"]
    rows: list[ComparedField] = [
        {
            "field": label,
            "this": _words(name, this[name]),
            "other": _words(name, other[name]),
            "merged": _words(name, merged[name]),
        }
        for name, label in [*named, ("photo", "Photo")]
    ]
    return [row for row in rows if row["this"] or row["other"]]


def moves_words(moves: Mapping[str, int]) -> str:
    """ "3 todos and 1 contact move too."; empty where nothing moves."""
    words = [
        f"{number} {kind if number == 1 else kind + 's'}"
        for kind, number in moves.items()
        if number
    ]
    if not words:
        return ""
    joined = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    alone = len(words) == 1 and words[0].startswith("1 ")
    return f"{joined} {'moves' if alone else 'move'} too."


def _words(name: str, value: Any) -> str:
    if not value:
        return ""
    if name in LISTS:
        return list_words(as_json(name, value))
    if name == "birthday":
        return yearly_words(value)
    if name in {"favourite", "photo"}:
        return "Yes"
    return ", ".join(value) if name == "tags" else str(value)
