"""Printing a list: the rows for the paper, which the window of the screen does not hold."""

from __future__ import annotations

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.database import transaction
from umbra.items.state.list_kind import Printed
from umbra.items.state.listing import Listing
from umbra.ui.toasts import toast

MOST_PRINTED = 1000
"""The most rows that are printed: about 30 pages. They are one message to the browser."""


class Printing(Listing, mixin=True):
    """`printed` has the rows while the browser's print dialog is open, and none before and after.

    `printed_note` says so when not all are there.
    """

    printed: rx.Field[list[Printed]] = rx.field(default_factory=list)
    printed_note: rx.Field[str] = rx.field("")

    @rx.event
    async def print_list(self) -> None:
        """Reads the rows that fit the filters; the page then opens the print dialog."""
        actor = current_actor()
        kind, sort = self._kind, self._shown_address.sort
        async with transaction(actor) as tx:
            found = await kind.window(tx, actor, self._filter(), sort, limit=MOST_PRINTED)
        if not found.rows:
            await toast(self, "There is nothing to print.")
            return
        self.printed = [kind.printed(row, self._today) for row in found.rows]
        cut = f"Only the first {MOST_PRINTED:,} are printed." if found.has_after else ""
        self.printed_note = cut

    @rx.event
    def clear_printed(self) -> None:
        """Empties the sheet after the print dialog was closed."""
        self.printed = []
