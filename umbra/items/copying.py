"""Copies of what is linked to items, for statements that copy the items."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Insert, Table, TableValuedAlias, insert, select

from umbra.items.kind import OWNER


def copy_links(links: Table, item: str, pairs: TableValuedAlias, old: str, new: str) -> Insert:
    """Gives each copy the links of its original, those hidden while a person is in the trash too.

    `links` is a link table of tags or people with the item's id in the column `item`; `pairs` has
    the ids of originals and copies in the columns `old` and `new`. A trigger of the tables of
    people sets the place of a link in the time line anew.
    """
    copied: list[Any] = [pairs.c[new] if one.name == item else one for one in links.c]
    rows = (
        select(*copied)
        .join_from(links, pairs, links.c[item] == pairs.c[old])
        .where(links.c.owner_id == OWNER)
    )
    return insert(links).from_select([one.name for one in links.c], rows)
