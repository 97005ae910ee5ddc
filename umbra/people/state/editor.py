"""The state of the panel of one person."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput
from umbra.core.moments import Now
from umbra.database import Transaction
from umbra.items.state.alarms_form import AlarmsForm
from umbra.items.state.links_form import LinksForm
from umbra.people.rules import PersonRow
from umbra.people.state.form import LISTS, birthday_words, list_words, yearly_words
from umbra.people.state.list import PersonList
from umbra.people.state.list_kind import PERSON_LIST
from umbra.people.state.merging import MergingPart
from umbra.people.state.photo import PhotoPart
from umbra.people.state.relating import RelatingPart
from umbra.people.state.timeline import TimelinePart
from umbra.people.state.view import photo_url
from umbra.preferences import service as preferences
from umbra.ui.avatar import initials


class PersonEditor(
    TimelinePart, RelatingPart, PhotoPart, MergingPart, AlarmsForm, LinksForm, rx.State
):
    """The panel of one person. `photo` is the address of the photo, empty without one."""

    age: rx.Field[str] = rx.field("")
    photo: rx.Field[str] = rx.field("")
    initials: rx.Field[str] = rx.field("")

    _kind_name: str = PERSON_LIST.kind.name
    _today: date = date.min

    async def _read(self, tx: Transaction, actor: Actor, item_id: UUID) -> Any:
        now = await preferences.now_of(tx, actor)
        self._zone, self._today = now.zone, now.today
        return await super()._read(tx, actor, item_id)

    def _show(self, row: Any, now: Now | None = None) -> None:
        if now is not None:
            self._today = now.today
        super()._show(row, now)

    def _show_state(self, row: PersonRow) -> None:
        self.age = birthday_words(row.birthday, self._today)
        self.photo = photo_url(row.id, row.photo, "medium")
        self.initials = initials(row.name)

    def _errors_of(self, refusal: InvalidInput) -> dict[str, str]:
        """The messages by the field of the form; one of a list says which value it means."""
        errors: dict[str, str] = {}
        for error in refusal.errors:
            name, _, rest = error.field.partition(".")
            number = rest.partition(".")[0]
            where = f"No. {int(number) + 1}: " if name in LISTS and number.isdecimal() else ""
            errors.setdefault(name, where + error.message)
        return errors

    def _in_words(self, name: str, values: dict[str, str]) -> str:
        if name in LISTS:
            return list_words(values[name])
        if name == "birthday" and values[name]:
            return yearly_words(values[name])
        if name == "favourite":
            return "Yes" if values[name] else "No"
        return super()._in_words(name, values)

    @property
    def _list_state(self) -> type[PersonList]:
        return PersonList
