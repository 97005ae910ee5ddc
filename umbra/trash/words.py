"""Texts of the trash page: pure functions of service results and the reader's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import quote

from umbra.core.item import KEPT_IN_TRASH
from umbra.core.moments import Now
from umbra.trash.service import TrashRow

LONGEST_NAME = 40


class TrashCard(TypedDict):
    """An item in the trash as shown on the page. `goes` is when it is deleted for good."""

    id: str
    version: int
    title: str
    icon: str
    kind: str
    deleted: str
    goes: str


@dataclass(frozen=True, slots=True)
class KindWords:
    """What the page calls a kind, and its icon. `page` is the page that opens an item by its id."""

    singular: str
    plural: str
    icon: str
    page: str = ""


KIND_WORDS = {
    "todo": KindWords("todo", "todos", "todos", "/todos"),
    "location": KindWords("location", "locations", "map-pin"),
}
"""The words of each registered kind, by its name."""


def trash_card(row: TrashRow, now: Now) -> TrashCard:
    """`row` as it is shown at the instant of `now`."""
    words = KIND_WORDS[row.kind]
    return {
        "id": str(row.id),
        "version": row.version,
        "title": row.title,
        "icon": words.icon,
        "kind": words.singular.capitalize(),
        "deleted": f"deleted {_ago(now.days_until(row.deleted_at))}",
        "goes": f"goes {_ahead(now.days_until(row.deleted_at + KEPT_IN_TRASH))}",
    }


def address_of(kind: str, item_id: str) -> str:
    """The address that opens an item, or "" if its kind has no page."""
    page = KIND_WORDS[kind].page if kind in KIND_WORDS else ""
    return f"{page}?open={quote(item_id)}" if page else ""


def number_of(count: int, kind: str = "") -> str:
    """ "1 item", "12 items"; with the name of a kind "1 todo", "12 todos"."""
    words = KIND_WORDS.get(kind, KindWords("item", "items", ""))
    return f"{count:,} {words.singular if count == 1 else words.plural}"


def name_of(title: str) -> str:
    """A title in a message, shortened."""
    short = title if len(title) <= LONGEST_NAME else f"{title[: LONGEST_NAME - 1]}…"
    return f"“{short}”"


def _ago(days: int) -> str:
    near = {0: "today", -1: "yesterday"}
    return near.get(days) or f"{-days} days ago"


def _ahead(days: int) -> str:
    near = {0: "today", 1: "tomorrow"}
    return near.get(days) or f"in {days} days"
