"""The state of the list of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import reflex as rx

from umbra.items.state.changing import Act
from umbra.items.state.listing import filters_of
from umbra.items.state.printing import Printing
from umbra.items.state.selecting import Selecting
from umbra.items.state.slots import slots_of
from umbra.people.rules import PersonRow
from umbra.people.state.address import Address
from umbra.people.state.letters import LetterIndex
from umbra.people.state.list_kind import PERSON_LIST
from umbra.people.state.view import PersonCard

if TYPE_CHECKING:
    from umbra.people.state.editor import PersonEditor


class PersonList(LetterIndex, Selecting, Printing, slots_of(PersonCard), rx.State):
    """The list of people of a tab."""

    filters: rx.Field[dict[str, str]] = rx.field(default_factory=lambda: filters_of(Address()))

    _kind_name: str = PERSON_LIST.kind.name

    @rx.event
    async def star(self, item_id: str, favourite: bool) -> None:
        """Makes a person a favourite, or none."""
        label = "Made a favourite" if favourite else "No favourite any more"
        await self._patch(item_id, {"favourite": favourite}, label)

    @rx.event
    async def star_selected(self, favourite: bool) -> None:
        label = "Made {} favourites" if favourite else "Made {} no favourites"
        await self._bulk("patch", {"favourite": favourite}, label)

    async def _undo(self, act: Act) -> None:
        await super()._undo(act)
        if act.deleted:  # perhaps a merge into the open person
            panel = await self.get_state(self._editor_state)
            await panel._read_again()

    def _refresh_row(self, row: PersonRow) -> None:
        """Shows a row, if it is in the window, as the panel has stored it."""
        if str(row.id) in self._rows:
            self._apply_row(row)

    @property
    def _editor_state(self) -> type[PersonEditor]:
        from umbra.people.state.editor import PersonEditor

        return PersonEditor
