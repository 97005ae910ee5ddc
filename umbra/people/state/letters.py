"""The index of letters beside the list: a letter leads to the first row under it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.database import transaction
from umbra.items.state.listing import Listing
from umbra.items.state.window import FIRST
from umbra.people import service
from umbra.people.rules import NO_LETTER, letter_of, sort_key

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_OTHERS = 14
"""Letters of other scripts that the index has at most; with the Latin ones they fill a screen."""


class LetterIndex(Listing, mixin=True):
    """`letters` has the letters in the order of the list, and whether a name begins with it.

    `letter_row` is the id of the row that a letter led to, `letter_turn` counts these choices.
    """

    letters: rx.Field[list[tuple[str, bool]]] = rx.field(default_factory=list)
    letter_row: rx.Field[str] = rx.field("")
    letter_turn: rx.Field[int] = rx.field(0)

    _by_letter: dict[str, int] = {}

    @rx.event(supersedes=True)
    async def go_to_letter(self, letter: str) -> None:
        """Shows the list sorted by name from the first row under a letter on."""
        if self._shown_address.sort != "name":
            return
        actor = current_actor()
        async with transaction(actor) as tx:
            found = await service.letters(tx, actor)
            chosen = next((one for one in found if one.letter == letter), None)
            if chosen is None:
                return
            self._today = await self._present(tx, actor)
            place: dict[str, Any] = {} if chosen.place is None else {"after": chosen.place}
            window = await self._kind.window(
                tx, actor, self._filter(), "name", **place, limit=FIRST
            )
        if not window.rows:
            return
        before = chosen.place is not None
        ids = self._rows.fill(window.rows, self._today, before=before, after=window.has_after)
        self._repaint(ids, always=True)
        self.letter_row = str(window.rows[0].id)
        self.letter_turn += 1

    async def _fetch_counts(self) -> None:
        await super()._fetch_counts()
        actor = current_actor()
        async with transaction(actor) as tx:
            found = await service.letters(tx, actor)
        self._show_letters({one.letter: one.count for one in found})

    def _apply_row(self, row: Any) -> None:
        if (shown := self._rows.get(str(row.id))) is not None:
            self._count_letter(shown.row, -1)
            self._count_letter(row, 1)
        super()._apply_row(row)

    def _insert_row(self, row: Any) -> bool:
        self._count_letter(row, 1)
        return super()._insert_row(row)

    def _remove_row(self, item_id: str) -> bool:
        if (shown := self._rows.get(item_id)) is not None:
            self._count_letter(shown.row, -1)
        return super()._remove_row(item_id)

    def _count_letter(self, row: Any, by: int) -> None:
        letter = letter_of(sort_key(row)[:1])
        number = max(0, self._by_letter.get(letter, 0) + by)
        self._show_letters({**self._by_letter, letter: number})

    def _show_letters(self, by_letter: dict[str, int]) -> None:
        self._by_letter = by_letter
        used = {letter for letter, number in by_letter.items() if number}
        others = sorted((used - set(LATIN) - {NO_LETTER}), key=str.casefold)
        shown = [NO_LETTER, *LATIN, *others[:MOST_OTHERS]]
        letters = [(letter, letter in used) for letter in shown]
        if letters != self.letters:
            self.letters = letters
