"""A list with keyboard navigation and drag and drop."""

from __future__ import annotations

import reflex as rx

_LIBRARY = rx.asset("row_list.jsx", shared=True).importable_path
# lazy_dragging.js loads dragging.jsx lazily; list_keys.js is also for the board
for _part in ("lazy_dragging.js", "dragging.jsx", "list_keys.js"):
    rx.asset(_part, shared=True)
_DND = ["@dnd-kit/core@6.3.1", "@dnd-kit/sortable@10.0.0"]


def _nudge(row: rx.Var[str], by: rx.Var[int]) -> tuple[rx.Var[str], rx.Var[int]]:
    return (row, by)


def _move(
    row: rx.Var[str], other: rx.Var[str], side: rx.Var[str]
) -> tuple[rx.Var[str], rx.Var[str], rx.Var[str]]:
    return (row, other, side)


class RowList(rx.Component):
    """The `ul`, a column or a grid of rows.

    j, k and the arrow keys move the focus, Home and End call `on_first` and `on_last`,
    Alt with an arrow key calls `on_nudge(row, -1 or 1)`, and a key of `acts` clicks the element
    that its selector finds inside the focused row. A drop calls `on_move(row, other, side)` with
    the side "before" or "after"; the rows stay where they were dropped (an optimistic update)
    until `order` or the error counter `refused` changes. While an element with the id `selection`
    is there, a key clicks the element inside it that has the key in `data-keys`, wherever the focus
    is, and "." moves the focus to it; `selected` is the number of selected rows.
    Visible rows do not move when rows above them are added or removed (scroll anchoring);
    `has_before` says whether there are more above.
    """

    library = _LIBRARY
    tag = "RowList"
    lib_dependencies: list[str] = _DND

    order: rx.Var[list[str]]
    refused: rx.Var[int]
    has_before: rx.Var[bool]
    acts: rx.Var[dict[str, str]]
    selection: rx.Var[str]
    selected: rx.Var[int]
    sortable: rx.Var[bool]
    words: rx.Var[dict[str, str]]
    on_move: rx.EventHandler[_move]
    on_nudge: rx.EventHandler[_nudge]
    on_first: rx.EventHandler[rx.event.no_args_event_spec]
    on_last: rx.EventHandler[rx.event.no_args_event_spec]


class SortableRow(rx.Component):
    """One `li` of a RowList."""

    library = _LIBRARY
    tag = "SortableRow"

    row_id: rx.Var[str]


class DragHandle(rx.Component):
    """The handle of a row. Keys: Space lifts, arrow keys move, Space drops, Escape cancels.

    It is no tab stop unless `tab_index` is 0, as where rows have no focus of their own.
    """

    library = _LIBRARY
    tag = "DragHandle"

    label: rx.Var[str]
    tab_index: rx.Var[int]


row_list = RowList.create
sortable_row = SortableRow.create
drag_handle = DragHandle.create
