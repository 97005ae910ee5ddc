"""A list one moves through by keys and puts in order by dragging."""

from __future__ import annotations

import reflex as rx

_LIBRARY = rx.asset("row_list.jsx", shared=True).importable_path
for _part in ("drag_at_need.js", "dragging.jsx"):  # the second is loaded by the first, at need
    rx.asset(_part, shared=True)
_DND = ["@dnd-kit/core@6.3.1", "@dnd-kit/sortable@10.0.0"]


def _nudge(row: rx.Var[str], by: rx.Var[int]) -> tuple[rx.Var[str], rx.Var[int]]:
    return (row, by)


def _move(
    row: rx.Var[str], other: rx.Var[str], side: rx.Var[str]
) -> tuple[rx.Var[str], rx.Var[str], rx.Var[str]]:
    return (row, other, side)


class RowList(rx.Component):
    """The `ul`. Keys: j, k and the arrows move, Home and End call `on_first` and `on_last`,
    Alt with an arrow calls `on_nudge(row, -1 or 1)`, and a key of `acts` clicks the element
    its selector finds inside the focused row. A drop calls `on_move(row, other, side)`, side
    being "before" or "after"; rows stay where they were dropped until `order` or the counter
    `refused` changes. Rows in view stand still when others come or go above; `has_before` says
    that there are such.
    """

    library = _LIBRARY
    tag = "RowList"
    lib_dependencies: list[str] = _DND

    order: rx.Var[list[str]]
    refused: rx.Var[int]
    has_before: rx.Var[bool]
    acts: rx.Var[dict[str, str]]
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
    """What one takes hold of. Keys: Space lifts, arrows move, Space drops, Escape cancels."""

    library = _LIBRARY
    tag = "DragHandle"

    label: rx.Var[str]


row_list = RowList.create
sortable_row = SortableRow.create
drag_handle = DragHandle.create
