"""The windows of the columns of a board, in numbered slots that they share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain

from umbra.items.state.window import ListWindow, Shown
from umbra.projects.models import TASK_STATUSES
from umbra.projects.tasks.kind import TASK
from umbra.projects.tasks.service import TaskRow

CAPACITY = 48
"""The most cards of a column that a tab holds."""

SLOTS = CAPACITY * len(TASK_STATUSES)


class Columns:
    """A `ListWindow` for each status. Its methods return the ids to send again."""

    def __init__(self, sort: str) -> None:
        self.sort = sort
        self._windows = {
            status: ListWindow(TASK.name, sort, range(at * CAPACITY, (at + 1) * CAPACITY))
            for at, status in enumerate(TASK_STATUSES)
        }

    def __getitem__(self, status: str) -> ListWindow:
        return self._windows[status]

    def __contains__(self, task_id: str) -> bool:
        return self._home(task_id) is not None

    def __len__(self) -> int:
        return sum(map(len, self._windows.values()))

    @property
    def order(self) -> Sequence[str]:
        """All ids, column by column."""
        return list(chain.from_iterable(one.order for one in self._windows.values()))

    @property
    def has_before(self) -> bool:
        return any(one.has_before for one in self._windows.values())

    @property
    def has_after(self) -> bool:
        return any(one.has_after for one in self._windows.values())

    @property
    def free_slots(self) -> Sequence[int]:
        return list(chain.from_iterable(one.free_slots for one in self._windows.values()))

    def get(self, task_id: str) -> Shown | None:
        home = self._home(task_id)
        return None if home is None else home.get(task_id)

    def update(self, row: TaskRow, today: date) -> list[str]:
        """Shows a changed row at its place, if that is inside the window of its column."""
        task_id = str(row.id)
        home, column = self._home(task_id), self._windows[row.status]
        if home is not None and home is not column:
            home.drop(task_id)
        return column.update(row, today)

    def insert(self, row: TaskRow, today: date) -> list[str]:
        return self._windows[row.status].insert(row, today)

    def drop(self, task_id: str) -> None:
        home = self._home(task_id)
        if home is not None:
            home.drop(task_id)

    def slots(self, status: str) -> list[int]:
        """The slots of a column in its order."""
        window = self._windows[status]
        found = (window.get(task_id) for task_id in window.order)
        return [shown.slot for shown in found if shown is not None]

    def _home(self, task_id: str) -> ListWindow | None:
        return next((one for one in self._windows.values() if task_id in one), None)
