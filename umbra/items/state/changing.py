"""Changes from a list, each with an undo: adding, patching, deleting, and walking back.

The last acts of the tab are kept as the values that they changed, with the versions after. Undo
writes the values back under optimistic locking, so an act that others changed since is refused
with a reason.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import NotFound, StaleVersion, UmbraError
from umbra.core.fields import validated
from umbra.core.ids import id_from
from umbra.core.text import LONGEST_NAME, length_message, shortened
from umbra.database import Transaction, lock_ordering, transaction
from umbra.items import reading, writing
from umbra.items.kind import Changed, Kind
from umbra.items.state.list_kind import Revert
from umbra.items.state.listing import Listing
from umbra.ui.local.draft_form import DraftAnswers
from umbra.ui.toasts import dismiss_toast, toast

FEW = 12
"""With fewer rows than this left in the window, more are fetched."""

MOST_ACTS = 20

CHANGED_SINCE = "Changed elsewhere since then, so this can't be undone."
UNDONE = "This was undone already."


@dataclass(frozen=True, slots=True)
class Reversal:
    """What undo writes back to an item: `values` by column, and `tags` unless that is None.

    An act took the item from the version `before` to `version`. Undo needs it to have that still.
    """

    id: UUID
    before: int
    version: int
    values: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What undo needs, and the toast that offers it. Deleted items are restored as they are.

    Only changed values are kept: a bulk change of long notes would fill the tab's state.
    """

    number: int
    reversals: tuple[Reversal, ...]
    deleted: bool
    toast_id: str


class WrittenBack(Protocol):
    """What undo needs of a kind: as in `umbra.items.state.list_kind.ListKind`."""

    @property
    def kind(self) -> Kind[Any]: ...
    @property
    def bulk(self) -> Callable[..., Awaitable[list[Changed]]]: ...
    @property
    def revert(self) -> Revert[Any] | None: ...
    @property
    def beside(self) -> tuple[str, ...]: ...


def reversal_of(kind: WrittenBack, before: Any, after: Any) -> Reversal:
    """What writes `before` back after a change of an item to `after`."""
    old, new = (
        reading.column_values(kind.kind, row) | {name: getattr(row, name) for name in kind.beside}
        for row in (before, after)
    )
    values = {name: value for name, value in old.items() if value != new[name]}
    tags = before.tags if before.tags != after.tags else None
    return Reversal(before.id, before.version, after.version, values, tags)


async def write_back(
    tx: Transaction,
    actor: Actor,
    kind: WrittenBack,
    reversals: Sequence[Reversal],
    *,
    deleted: bool,
) -> dict[UUID, int]:
    """Reverses a change, or a deletion, of items; returns the versions that they have then.

    StaleVersion if one was changed since, NotFound if one is gone; then nothing may be kept.
    """
    if deleted:
        ids = [one.id for one in reversals]
        restored = await kind.bulk(tx, actor, ids, "restore", None)
        return {one.id: one.version for one in restored}
    if any(one.tags is not None for one in reversals):
        await lock_ordering(tx, actor)  # before any row is written
    rows = [await _revert(tx, actor, kind, one) for one in reversals]
    return {row.id: row.version for row in rows}


async def _revert(tx: Transaction, actor: Actor, kind: WrittenBack, one: Reversal) -> Any:
    if kind.revert is not None:
        return await kind.revert(tx, actor, one.id, one.values, one.version, one.tags)
    return await writing.change(
        tx, actor, kind.kind, one.id, one.values, one.version, tags=one.tags
    )


def rebased(
    reversals: Iterable[Reversal], versions: Mapping[tuple[UUID, int], int]
) -> tuple[Reversal, ...]:
    """Those of an earlier act, expecting new versions of items that are again as it left them.

    `versions` has the new version by id and the version that an act left the item at.
    """
    return tuple(
        replace(one, version=versions.get((one.id, one.version), one.version)) for one in reversals
    )


class Changing(DraftAnswers, Listing, mixin=True):
    """Adds, patches and deletes items of the list, and walks back step by step."""

    add_error: rx.Field[str] = rx.field("")
    moves_refused: rx.Field[int] = rx.field(0)

    _acts: list[Act] = []
    _act_number: int = 0

    @rx.event
    async def add(self, values: dict[str, str], send: str = "") -> None:
        """Adds an item with the values the filters imply; refused input stays in the form.

        `send` is the submit id (an idempotency key): one that was stored before adds nothing.
        """
        actor = current_actor()
        if self._was_taken(send):
            return
        self.add_error = ""
        try:
            async with transaction(actor) as tx:
                today = await self._present(tx, actor)
                fields = self._kind.new(values, self._shown_address, today)
                fields |= await self._defaults_of(tx, actor, fields)
                row = await self._kind.create(tx, actor, validated(self._kind.fields, fields))
        except UmbraError as refusal:
            self.add_error = refusal.detail
            self._answer(send, taken=False)
            return
        self._answer(send, taken=True)
        words = self._told_of_new(row, shown=self._insert_row(row))
        if words:
            await toast(self, words)

    @rx.event
    def refuse_length(self, _name: str, length: int) -> None:
        """Shows that the input is too long to be sent; it stays in the form."""
        self.add_error = length_message(LONGEST_NAME, length)

    @rx.event
    async def delete(self, item_id: str) -> None:
        """Puts an item into the trash, or the whole selection if it is in it, with an undo."""
        await self._delete(self._selected if item_id in self._selected else [item_id])

    @rx.event
    async def undo(self) -> None:
        """Undoes the last act of this tab that was not undone yet."""
        if self._acts:
            await self._undo(self._acts[-1])

    @rx.event
    async def undo_act(self, number: int) -> None:
        """Undoes the act that a toast offers."""
        act = next((one for one in self._acts if one.number == number), None)
        if act is None:
            await toast(self, UNDONE)
        else:
            await self._undo(act)

    async def _patch(self, item_id: str, changes: dict[str, Any], label: str) -> Any:
        """Patches an item from the list; returns None, after a toast, when it was refused."""
        kind = self._kind
        return await self._change(
            item_id,
            lambda tx, actor, version: kind.patch(
                tx, actor, id_from(item_id), validated(kind.changes, changes), version
            ),
            label,
        )

    async def _change(
        self,
        item_id: str,
        write: Any,
        label: str,
        told: Callable[[Any], str] = lambda _row: "",
    ) -> Any:
        """Runs `write(tx, actor, version)` for a shown item, and remembers it for undo.

        What `told` says of the row after it is shown in a toast that offers the undo.
        """
        actor = current_actor()
        shown = self._rows.get(item_id)
        try:
            async with transaction(actor) as tx:
                row = await write(tx, actor, shown.row.version if shown else None)
                fits = await self._fits(tx, actor, row)
        except UmbraError as refusal:
            await self._refuse(item_id, refusal)
            return None
        before = shown.row if shown else None
        if fits:
            self._apply_row(row)
        else:
            self._remove_row(item_id)
        if before is not None:
            words = told(row)
            await self._remember_change(words or label, [before], [row], quiet=not words)
        return row

    async def _fits(self, tx: Transaction, actor: Actor, row: Any) -> bool:
        """Whether a changed row still fits the list; without a filter every row does."""
        if not self.filtered and not self.searching:
            return True
        return bool(await self._kind.by_ids(tx, actor, [row.id], self._filter_for_changes()))

    async def _delete(self, ids: Sequence[str]) -> None:
        wanted = [id_from(item_id) for item_id in ids]
        if not wanted:
            return
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                named = await self._name(tx, actor, wanted)
                deleted = await self._kind.bulk(tx, actor, wanted, "delete", None)
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        for item_id in ids:
            self._remove_row(item_id)
        gone = set(ids)
        self._selected = [item_id for item_id in self._selected if item_id not in gone]
        self.selected_count = len(self._selected)
        reversals = [Reversal(one.id, one.version - 1, one.version) for one in deleted]
        await self._remember(f"Deleted {named}", reversals, deleted=True)
        if len(self._rows) < FEW and self._rows.has_after:
            await self._more(after=True)

    async def _remember_change(
        self, label: str, before: Sequence[Any], after: Sequence[Any], *, quiet: bool = False
    ) -> None:
        """Keeps what a change of items replaced. Items it left as they were are no part of it."""
        newer = {row.id: row for row in after}
        reversals = [
            reversal_of(self._kind, row, newer[row.id]) for row in before if row.id in newer
        ]
        changed = [one for one in reversals if one.values or one.tags is not None]
        self._rebase({(one.id, one.before): one.version for one in reversals if one not in changed})
        if changed:
            await self._remember(label, changed, quiet=quiet)

    async def _remember(
        self,
        label: str,
        reversals: Sequence[Reversal],
        *,
        deleted: bool = False,
        quiet: bool = False,
    ) -> None:
        """Keeps an act for undo and, unless `quiet`, offers that in a toast."""
        self._act_number += 1
        number, toast_id = self._act_number, ""
        if not quiet:
            toast_id = await toast(
                self, label, action_label="Undo", on_action=type(self).undo_act(number)
            )
        act = Act(number, tuple(reversals), deleted, toast_id)
        self._acts = [*self._acts, act][-MOST_ACTS:]

    async def _undo(self, act: Act) -> None:
        actor = current_actor()
        self._acts = [one for one in self._acts if one.number != act.number]
        await dismiss_toast(self, act.toast_id)
        ids = [one.id for one in act.reversals]
        try:
            async with transaction(actor) as tx:
                versions = await write_back(
                    tx, actor, self._kind, act.reversals, deleted=act.deleted
                )
                fitting = await self._kind.by_ids(tx, actor, ids, self._filter_for_changes())
        except (StaleVersion, NotFound):
            await toast(self, CHANGED_SINCE, tone="danger")
            return
        except UmbraError as refusal:
            await toast(self, refusal.detail, tone="danger")
            return
        self._rebase({(one.id, one.before): versions[one.id] for one in act.reversals})
        self._apply_rows(ids, fitting, restored=act.deleted)
        if not act.deleted:
            await self._follow_undo(fitting)

    def _rebase(self, versions: Mapping[tuple[UUID, int], int]) -> None:
        """Lets earlier acts expect the versions of `rebased`."""
        if versions:
            self._acts = [
                replace(act, reversals=rebased(act.reversals, versions)) for act in self._acts
            ]

    async def _follow_undo(self, rows: Sequence[Any]) -> None:
        """Shows in the open panel what undo wrote back."""
        panel = await self.get_state(self._editor_state)
        await panel._follow(rows)

    async def _name(self, tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> str:
        """The items in a message: one by its title, several by their number."""
        if len(ids) > 1:
            return f"{len(ids)} {self._kind.plural}"
        shown = self._rows.get(str(ids[0]))
        if shown is not None:
            return f"“{self._short(shown.row)}”"
        rows = await reading.by_ids(tx, actor, self._kind.kind, ids)
        return "".join(f"“{self._short(row)}”" for row in rows)

    def _apply_rows(
        self, ids: Sequence[UUID], fitting: Sequence[Any], *, restored: bool = False
    ) -> None:
        """Shows rows as they are after a change; `ids` that no longer fit are removed."""
        found = {row.id: row for row in fitting}
        for item_id in ids:
            if item_id not in found:
                self._remove_row(str(item_id))
            elif restored and str(item_id) not in self._rows:
                self._insert_row(found[item_id])
            else:
                self._apply_row(found[item_id])

    async def _defaults_of(
        self, _tx: Transaction, _actor: Actor, _fields: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Further fields of a new item, which the account's settings give."""
        return {}

    def _told_of_new(self, row: Any, *, shown: bool) -> str:
        """What a toast says of an item that was added; empty for nothing."""
        return "" if shown else f"Added “{self._short(row)}”"

    def _short(self, row: Any) -> str:
        return shortened(getattr(row, self._kind.kind.title.name))

    @property
    def _editor_state(self) -> type[Any]:
        """The state of the kind's panel, a class that mixes in `Editing`."""
        raise NotImplementedError
