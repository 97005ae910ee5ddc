"""The photo of the person of the panel. The browser sends it to a route of its own."""

from __future__ import annotations

from uuid import UUID

import reflex as rx

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.people import photos
from umbra.people.state.tied import Tied
from umbra.ui.toasts import toast

LONGEST_MESSAGE = 300


class PhotoPart(Tied, mixin=True):
    """`removing_photo` is whether the dialog is open that asks before the photo is deleted."""

    removing_photo: rx.Field[bool] = rx.field(False)

    @rx.event
    async def photo_sent(self, problem: str) -> None:
        """Shows the photo that the browser has sent, or why it was refused."""
        if problem:
            await toast(self, problem[:LONGEST_MESSAGE], tone="danger")
            return
        await self._read_again()

    @rx.event
    def ask_about_photo(self, asks: bool) -> None:
        self.removing_photo = asks

    @rx.event
    async def remove_photo(self) -> None:
        """Deletes the photo for good."""
        self.removing_photo = False

        async def write(tx: Transaction, actor: Actor, person_id: UUID) -> None:
            await photos.delete_photo(tx, actor, person_id)

        await self._was_refused(write)
