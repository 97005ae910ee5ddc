"""The people and the location of an item as fields of its panel's form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, UmbraError
from umbra.core.text import LONGEST_SEARCH, shortened
from umbra.database import Transaction, transaction
from umbra.items.linked import LinkedKind, find_linked, make_linked, names_of
from umbra.items.state.editing import Editing
from umbra.items.state.panel_form import PanelForm

IN_THE_TRASH = "(in the trash)"

MOST_MADE = 100
"""So many of the ids that were made are kept until the panel closes."""

_LONGEST_KEY = 50

FIELDS: dict[LinkedKind, str] = {"person": "people", "location": "location_id"}
"""The field of the form by the kind that it names."""

LINK_FIELDS = tuple(FIELDS.values())


class Links(PanelForm, mixin=True):
    """What the fields of `umbra.items.page.links` need of the state of their form.

    `link_names` has the names of people and locations by id. `found_links` has by kind what fits
    the text of the last search, which is in `links_texts`. `made_links` has the id of each that
    the form made, by the form's key of it; it is empty for one that was refused, for the reason at
    the field.
    """

    link_names: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    found_links: rx.Field[dict[str, list[tuple[str, str]]]] = rx.field(
        default_factory=lambda: {kind: [] for kind in FIELDS}
    )
    links_texts: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    made_links: rx.Field[dict[str, str]] = rx.field(default_factory=dict)

    @rx.event(supersedes=True)
    async def find_links(self, kind: str, text: str) -> None:
        """Reads the people or locations whose words begin with those of `text`."""
        if kind not in FIELDS:
            return
        actor = current_actor()
        async with transaction(actor) as tx:
            wanted = text[:LONGEST_SEARCH].replace("\x00", "")
            found = await find_linked(tx, actor, kind, wanted)
        self.found_links = {**self.found_links, kind: [(str(one), name) for one, name in found]}
        self.links_texts = {**self.links_texts, kind: text[:LONGEST_SEARCH]}

    @rx.event
    async def make_link(self, kind: str, name: str, key: str) -> None:
        """Creates a person or a location of that name; under a known `key` nothing."""
        if kind not in FIELDS or key in self.made_links or len(key) > _LONGEST_KEY:
            return
        actor, made, field = current_actor(), "", FIELDS[kind]
        self.errors = {one: words for one, words in self.errors.items() if one != field}
        try:
            async with transaction(actor) as tx:
                made_id, title = await make_linked(tx, actor, kind, name)
        except InvalidInput as refusal:
            why = refusal.errors[0].message
            self.errors = {**self.errors, field: f"“{shortened(name)}” was not created. {why}"}
        except UmbraError as refusal:
            self.errors = {**self.errors, field: refusal.detail}
        else:
            made = str(made_id)
            self.link_names = {**self.link_names, made: title}
        kept = list(self.made_links.items())[1 - MOST_MADE :]
        self.made_links = {**dict(kept), key: made}

    async def _read_names(self, tx: Transaction, actor: Actor, item: Any) -> None:
        """Reads the names of the item's people and location; one in the trash says so."""
        people: Sequence[UUID] = getattr(item, "people", ())
        location_id: UUID | None = getattr(item, "location_id", None)
        names: dict[UUID, str] = await names_of(tx, actor, "person", people)
        if location_id is not None:
            names |= {location_id: IN_THE_TRASH}
            names |= await names_of(tx, actor, "location", [location_id])
        self.link_names |= {str(one): name for one, name in names.items()}

    def _close(self) -> None:
        super()._close()
        self.link_names, self.made_links, self.links_texts = {}, {}, {}
        self.found_links = {kind: [] for kind in FIELDS}

    def _in_words(self, name: str, values: dict[str, str]) -> str:
        if name not in LINK_FIELDS:
            return super()._in_words(name, values)
        return ", ".join(self.link_names.get(one, "") for one in values[name].split("\n") if one)


class LinksForm(Links, Editing, mixin=True):
    """The panel of an item with `people`, a `location_id`, or both."""

    async def _read(self, tx: Transaction, actor: Actor, item_id: UUID) -> Any:
        row = await super()._read(tx, actor, item_id)
        await self._read_names(tx, actor, row)
        return row

    async def _follow(self, rows: Sequence[Any]) -> None:
        mine = [row for row in rows if str(row.id) == self.open_id]
        if mine:
            actor = current_actor()
            async with transaction(actor) as tx:
                await self._read_names(tx, actor, mine[-1])
        await super()._follow(mine)
