"""Reads the columns of the task page, and sends what changed of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.database import Transaction, transaction
from umbra.items import reading
from umbra.items.state.changing import FEW
from umbra.items.state.listing import filters_of
from umbra.items.state.printing import Printing
from umbra.items.state.selecting import Selecting
from umbra.items.state.slots import empty_of
from umbra.preferences import service as preferences
from umbra.projects import service as projects
from umbra.projects.board.address import Address, order_of
from umbra.projects.board.card import TaskCard, card_of
from umbra.projects.board.columns import Columns
from umbra.projects.models import TASK_STATUSES
from umbra.projects.state.head import NO_PROJECT, ProjectHead, head_of
from umbra.projects.tasks import service
from umbra.projects.tasks.kind import TASK
from umbra.projects.tasks.service import TaskRow
from umbra.ui.local.board import BoardColumn

FIRST = 24
"""Cards of a column that are read at first."""

STEP = 20
"""Cards read when scrolling nears an end; as many are dropped at the other end."""

LATEST_DONE = 20


def _empty_column(name: str) -> BoardColumn:
    more = "All done" if name == "done" else ""
    return {"name": name, "slots": [], "before": False, "after": False, "more": more}


class ReadingColumns(Selecting, Printing, mixin=True):
    """A window for each status, in place of the one window of a list.

    `subs` are the cards of the sub-tasks of the tasks that are expanded in the list. `sorted` says
    that the columns have another order than that by hand.
    """

    filters: rx.Field[dict[str, str]] = rx.field(default_factory=lambda: filters_of(Address()))
    project: rx.Field[ProjectHead] = rx.field(default_factory=NO_PROJECT.copy)
    missing: rx.Field[bool] = rx.field(False)
    sorted: rx.Field[bool] = rx.field(False)
    column_todo: rx.Field[BoardColumn] = rx.field(default_factory=lambda: _empty_column("todo"))
    column_doing: rx.Field[BoardColumn] = rx.field(default_factory=lambda: _empty_column("doing"))
    column_done: rx.Field[BoardColumn] = rx.field(default_factory=lambda: _empty_column("done"))
    subs: rx.Field[dict[str, list[TaskCard]]] = rx.field(default_factory=dict)

    _kind_name: str = TASK.name
    _columns: Columns | None = None
    _names: dict[UUID, str] = {}
    _expanded: list[UUID] = []

    async def _refresh(self, parents: Iterable[UUID | None]) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            await self._read_around(tx, actor, parents)

    async def _read_around(
        self, tx: Transaction, actor: Actor, parents: Iterable[UUID | None]
    ) -> None:
        """Reads again what a change of a task touches: its project, its parents, sub-tasks."""
        await self._read_project(tx, actor)
        wanted = [one for one in set(parents) if one is not None and str(one) in self._rows]
        if wanted:
            for row in await reading.by_ids(tx, actor, TASK, wanted):
                self._repaint(self._rows.update(row, self._today))
        await self._read_subs(tx, actor)

    async def _read_project(self, tx: Transaction, actor: Actor) -> None:
        head, project_id = NO_PROJECT, self._shown_address.project_id
        self.missing = False
        if project_id is not None:
            try:
                head = head_of(await projects.get_project(tx, actor, project_id), self._today)
            except NotFound:
                self.missing = True
        if head != self.project:
            self.project = head.copy()

    async def _read_subs(self, tx: Transaction, actor: Actor) -> None:
        shown = [one for one in self._expanded if str(one) in self._rows]
        found = await service.subtasks_of(tx, actor, shown) if shown else {}
        subs = {
            str(parent): [card_of(row, self._today) for row in rows]
            for parent, rows in found.items()
        }
        if subs != self.subs:
            self.subs = subs

    async def _learn_names(self, tx: Transaction, actor: Actor, rows: Sequence[TaskRow]) -> None:
        """Reads the names of the projects of `rows` that are not known, where they are shown."""
        wanted = {row.project_id for row in rows} - self._names.keys()
        if self._shown_address.project_id is None and wanted:
            found = await projects.labels(tx, actor, list(wanted))
            self._names = self._names | {one: label.name for one, label in found.items()}

    async def _reload(self, *, from_end: bool = False, keep_place: bool = False) -> None:
        """Reads the columns of the URL's filters: their first cards, or from the top one on."""
        actor, address = current_actor(), self._shown_address
        sort = order_of(address.sort, address.project_id)
        if self._rows.sort != sort:
            self._columns = Columns(sort)
        self.sorted = address.project_id is None or address.sort is not None
        async with transaction(actor) as tx:
            self._today = await preferences.today(tx, actor)
            for status in TASK_STATUSES:
                await self._read_column(tx, actor, status, keep_place=keep_place, from_end=from_end)
            await self._read_around(tx, actor, [])
        self._repaint(self._rows.order, always=True)
        self.loaded = True

    async def _read_column(
        self,
        tx: Transaction,
        actor: Actor,
        status: str,
        *,
        keep_place: bool = False,
        from_end: bool = False,
    ) -> None:
        window = self._rows[status]
        at = window.first if keep_place and window.has_before else None
        latest = self._shows_latest(status)
        limit = max(FIRST, len(window)) if keep_place else FIRST
        found = await self._kind.window(
            tx,
            actor,
            self._filter_of(status),
            self._shown_address.sort,
            after=service.cursor_of(at, self._rows.sort) if at else None,
            limit=LATEST_DONE if latest else limit,
            from_end=from_end,
        )
        await self._learn_names(tx, actor, found.rows)
        window.fill(
            found.rows,
            self._today,
            before=found.has_before or at is not None,
            after=found.has_after and not latest,
        )

    async def _read_more(self, tx: Transaction, actor: Actor, status: str, *, after: bool) -> None:
        window = self._rows[status]
        edge = window.last if after else window.first
        if edge is None:
            return
        cursor = service.cursor_of(edge, self._rows.sort)
        found = await self._kind.window(
            tx,
            actor,
            self._filter_of(status),
            self._shown_address.sort,
            **({"after": cursor} if after else {"before": cursor}),
            limit=STEP,
        )
        await self._learn_names(tx, actor, found.rows)
        if after:
            window.extend(found.rows, self._today, more=found.has_after)
        else:
            window.extend_up(found.rows, self._today, more=found.has_before)

    async def _more(self, *, after: bool) -> None:
        """Reads more of the columns that have few cards left in their windows."""
        actor = current_actor()
        async with transaction(actor) as tx:
            for status in TASK_STATUSES:
                if len(self._rows[status]) < FEW and self._rows[status].has_after and after:
                    await self._read_more(tx, actor, status, after=True)
        self._repaint(self._rows.order, always=True)

    def _repaint(self, ids: Sequence[str], *, always: bool = False) -> bool:
        self._paint(ids)
        for status in TASK_STATUSES:
            window = self._rows[status]
            column: BoardColumn = {
                "name": status,
                "slots": self._rows.slots(status),
                "before": window.has_before,
                "after": window.has_after,
                "more": "All done" if self._shows_latest(status) else "",
            }
            if getattr(self, f"column_{status}") != column:
                setattr(self, f"column_{status}", column)
        if always:
            for slot in self._rows.free_slots:
                self._set_slot(slot, empty_of(TaskCard))
        return bool(ids)

    def _paint(self, ids: Iterable[str]) -> None:
        selected, names = set(self._selected), self._names
        if self._shown_address.project_id is not None:
            names = {}
        for task_id in ids:
            if (shown := self._rows.get(task_id)) is not None:
                card = card_of(shown.row, self._today, names.get(shown.row.project_id, ""))
                if not self._filter().top:
                    card["subtasks"] = 0  # they stand among the others
                further = {"refused": self._refusals, "selected": task_id in selected}
                self._set_slot(shown.slot, card | further)

    def _show_address(self, address: Address) -> None:
        if address.project != self._shown_address.project:
            self.counts = {}  # those of another project, until this one is counted
        super()._show_address(address)

    def _lists_same(self, address: Address) -> bool:
        shown: Address = self._shown_address
        return replace(address, open="", view=shown.view) == replace(shown, open="")

    def _is_current(self, row: TaskRow) -> bool:
        shown = self._rows.get(str(row.id))
        return shown is not None and shown.row == row

    def _filter_of(self, status: str) -> Any:
        return replace(self._filter(), statuses=(status,))

    def _shows_latest(self, status: str) -> bool:
        return status == "done" and self._shown_address.done == "latest"

    def _parents(self, rows: Sequence[TaskRow], some_gone: bool) -> set[UUID | None]:
        """The tasks whose sub-tasks changed; if some are gone, it may be any that has some."""
        return {row.parent_id for row in rows} | (self._with_subtasks() if some_gone else set())

    def _with_subtasks(self) -> set[UUID | None]:
        shown = (self._rows.get(task_id) for task_id in self._rows.order)
        return {one.row.id for one in shown if one is not None and one.row.subtasks["total"]}

    @property
    def _rows(self) -> Any:
        if self._columns is None:
            address = self._shown_address
            self._columns = Columns(order_of(address.sort, address.project_id))
        return self._columns
