"""Texts of the trash page: pure functions of service results and the reader's time zone."""

from __future__ import annotations

from typing import TypedDict
from urllib.parse import quote

from umbra.core.item import KEPT_IN_TRASH
from umbra.core.moments import Now
from umbra.core.text import shortened
from umbra.kinds import KINDS
from umbra.trash.service import TrashRow


class TrashCard(TypedDict):
    """An item in the trash as shown on the page. `goes` is when it is deleted for good."""

    id: str
    version: int
    title: str
    icon: str
    kind: str
    deleted: str
    goes: str


KIND_OF = {kind.name: kind for kind in KINDS}


def trash_card(row: TrashRow, now: Now) -> TrashCard:
    """`row` as it is shown at the instant of `now`."""
    kind = KIND_OF[row.kind]
    return {
        "id": str(row.id),
        "version": row.version,
        "title": row.title,
        "icon": kind.icon,
        "kind": kind.name.capitalize(),
        "deleted": f"deleted {_ago(now.days_until(row.deleted_at))}",
        "goes": f"goes {_ahead(now.days_until(row.deleted_at + KEPT_IN_TRASH))}",
    }


def address_of(kind: str, item_id: str) -> str:
    """The address that opens an item, or "" for an unknown kind and one without a page."""
    path = KIND_OF[kind].path if kind in KIND_OF else ""
    return f"{path}?open={quote(item_id)}" if path else ""


def number_of(count: int, kind: str = "") -> str:
    """ "1 item", "12 items"; with the name of a kind "1 todo", "12 todos"."""
    one, many = (kind, KIND_OF[kind].plural) if kind in KIND_OF else ("item", "items")
    return f"{count:,} {one if count == 1 else many}"


def name_of(title: str) -> str:
    """A title in a message, shortened."""
    return f"“{shortened(title)}”"


def _ago(days: int) -> str:
    near = {0: "today", -1: "yesterday"}
    return near.get(days) or f"{-days} days ago"


def _ahead(days: int) -> str:
    near = {0: "today", 1: "tomorrow"}
    return near.get(days) or f"in {days} days"
