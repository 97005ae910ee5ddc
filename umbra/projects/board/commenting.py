"""The comments on the task of the panel: added, edited, deleted with an undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.moments import Now
from umbra.core.previews import preview_of
from umbra.core.text import LONGEST_NOTES, length_message
from umbra.database import Transaction, transaction
from umbra.preferences import service as preferences
from umbra.projects.tasks import comments as service
from umbra.projects.tasks.comments import CommentFields, CommentPatch, CommentRow
from umbra.ui.local.draft_form import DraftAnswers
from umbra.ui.toasts import toast

MOST_COMMENTS = 200
"""The most comments that a panel shows."""


class CommentCard(TypedDict):
    """A comment as the panel shows it: its Markdown, the same as HTML, and when it was written."""

    id: str
    version: int
    body: str
    html: str
    when: str
    edited: bool


class Commenting(DraftAnswers, rx.State, mixin=True):
    """`editing_comment` is the id of the comment whose form is open."""

    comments: rx.Field[list[CommentCard]] = rx.field(default_factory=list)
    editing_comment: rx.Field[str] = rx.field("")
    comment_error: rx.Field[str] = rx.field("")

    _deleted: CommentRow | None = None
    _task: UUID | None = None

    @rx.event
    async def add_comment(self, values: dict[str, str], send: str = "") -> None:
        """Adds a comment. `send` is the submit id: one that was stored before adds nothing."""
        if self._was_taken(send):
            return

        async def write(tx: Transaction, actor: Actor, task: UUID) -> Any:
            fields = validated(CommentFields, {"body": values.get("body", "")})
            return await service.add_comment(tx, actor, task, fields)

        self._answer(send, taken=await self._write_comment(write))

    @rx.event
    def edit_comment(self, comment_id: str) -> None:
        """Opens the form of a comment; an empty id closes it."""
        self.editing_comment, self.comment_error = comment_id, ""

    @rx.event
    async def save_comment(self, values: dict[str, str], send: str = "") -> None:
        """Saves the comment whose form is open, unless it was changed elsewhere since."""
        comment_id = self.editing_comment
        shown = next((one for one in self.comments if one["id"] == comment_id), None)
        if shown is None or self._was_taken(send):
            return

        async def write(tx: Transaction, actor: Actor, task: UUID) -> Any:
            patch = validated(CommentPatch, {"body": values.get("body", "")})
            version = shown["version"]
            return await service.change_comment(
                tx, actor, task, id_from(comment_id), patch, version
            )

        taken = await self._write_comment(write)
        self._answer(send, taken=taken)
        if taken:
            self.editing_comment = ""

    @rx.event
    async def delete_comment(self, comment_id: str) -> None:
        """Deletes a comment, with an undo."""

        async def write(tx: Transaction, actor: Actor, task: UUID) -> Any:
            self._deleted = await service.delete_comment(tx, actor, task, id_from(comment_id))

        if await self._write_comment(write):
            await toast(
                self,
                "Deleted the comment",
                action_label="Undo",
                on_action=type(self).restore_comment,
            )

    @rx.event
    async def restore_comment(self) -> None:
        """Brings the comment back that was deleted last."""
        deleted, self._deleted = self._deleted, None
        if deleted is None:
            return

        async def write(tx: Transaction, actor: Actor, _task: UUID) -> Any:
            return await service.restore_comment(tx, actor, deleted)

        await self._write_comment(write)

    @rx.event
    def refuse_comment(self, _name: str, length: int) -> None:
        """Shows that the comment is too long to be sent; it stays in the form."""
        self.comment_error = length_message(LONGEST_NOTES, length)

    async def _write_comment(self, write: Any) -> bool:
        actor = current_actor()
        self.comment_error = ""
        if self._task is None:
            return False
        try:
            async with transaction(actor) as tx:
                await write(tx, actor, self._task)
                found = await self._read_comments(tx, actor, self._task)
        except UmbraError as refusal:
            self.comment_error = refusal.detail
            return False
        await self._show_comments(*found)
        await self._refresh_board()
        return True

    async def _read_comments(
        self, tx: Transaction, actor: Actor, task_id: UUID
    ) -> tuple[Sequence[CommentRow], Now]:
        self._task = task_id
        found = await service.list_comments(tx, actor, task_id, limit=MOST_COMMENTS)
        return found.rows, await preferences.now_of(tx, actor)

    async def _show_comments(self, rows: Sequence[CommentRow], now: Now) -> None:
        """Shows the comments; those that are shown already are not rendered again."""
        known = {(one["id"], one["version"]): one["html"] for one in self.comments}
        cards: list[CommentCard] = []
        for row in rows:
            html = known.get((str(row.id), row.version))
            cards.append(
                {
                    "id": str(row.id),
                    "version": row.version,
                    "body": row.body,
                    "html": (await preview_of(row.body)).html if html is None else html,
                    "when": now.moment(row.created_at),
                    "edited": row.updated_at > row.created_at,
                }
            )
        if cards != self.comments:
            self.comments = cards

    async def _refresh_board(self) -> None:
        """Shows the new number of comments on the card of the task."""
        raise NotImplementedError
