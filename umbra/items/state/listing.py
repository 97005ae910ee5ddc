"""The list of a page: a window of rows, its filters, search and counts, and live changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

import reflex as rx

from umbra.accounts.access import open_tabs
from umbra.accounts.access.event_guard import current_actor
from umbra.core.actor import Actor
from umbra.core.errors import InvalidInput, UmbraError
from umbra.core.ids import id_from
from umbra.database import Transaction, transaction
from umbra.items import reading
from umbra.items.state.list_kind import ListKind, list_kind
from umbra.items.state.recounting import Recounting
from umbra.items.state.slots import empty_of, slot_name
from umbra.items.state.window import FIRST, STEP, ListWindow
from umbra.preferences import service as preferences
from umbra.tags.service import tag_names
from umbra.ui.toasts import toast

LONGEST_SEARCH = 200


def filters_of(address: Any) -> dict[str, str]:
    """The filters and the sort of an address, as the page's controls show them."""
    names = [one.name for one in fields(address) if one.name != "open"]
    return {name: str(getattr(address, name) or "") for name in names}


class Listing(Recounting, mixin=True):
    """The page shows a window: an event sends the rows it changed, never the whole list.

    `filters` has the values of the URL's query by name; `choices` the options, as pairs of value
    and label, of the filters by what is in use.
    """

    layout: rx.Field[list[dict[str, str | int]]] = rx.field(default_factory=list)
    order: rx.Field[list[str]] = rx.field(default_factory=list)
    has_before: rx.Field[bool] = rx.field(False)
    has_after: rx.Field[bool] = rx.field(False)
    loaded: rx.Field[bool] = rx.field(False)
    filters: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    filtered: rx.Field[bool] = rx.field(False)
    searching: rx.Field[str] = rx.field("")
    choices: rx.Field[dict[str, list[tuple[str, str]]]] = rx.field(default_factory=dict)
    selected_count: rx.Field[int] = rx.field(0)

    _kind_name: str = ""
    _window: ListWindow | None = None
    _address: Any = None
    _today: Any = date.min
    _refusals: int = 0
    _url: str = ""
    _visit: str = ""
    _selected: list[str] = []

    @rx.event
    async def load(self) -> Any:
        """Shows the list of the URL. If only the panel changed in it, the rows stay.

        After a lost connection the window stays where it was.
        """
        address = self._kind.read_address(self.router.url.query_parameters)
        url, tab = str(self.router.url), self.router.session.client_token
        visit = open_tabs.page_of(tab).visit
        only_panel = (
            self.loaded and self._visit == visit and self._url != url and self._lists_same(address)
        )
        keeps_place = open_tabs.take_return(tab) and self.loaded and self._url == url
        self._url, self._visit = url, visit
        self._show_address(address)
        if only_panel:
            return None
        await self._reload(keep_place=keeps_place)
        return type(self).count

    @rx.event(supersedes=True)
    async def count(self) -> None:
        """Counts the sections and reads the options of the filters; the rows don't wait."""
        await self._fetch_counts()

    @rx.event(supersedes=True)
    async def search(self, text: str) -> Any:
        """Filters the list by the search text, which stays out of the URL."""
        self.searching = text[:LONGEST_SEARCH].replace("\x00", "")
        await self._reload()
        return type(self).count

    @rx.event
    async def narrow(self, field: str, value: str) -> Any:
        """Sets a filter by navigating to its URL. The same value again clears it."""
        address = self._shown_address
        names = {one.name: one.default for one in fields(address)}
        if field not in names or field == "open":
            return None
        current = str(getattr(address, field) or "")
        clears = value == current and field != "sort"
        chosen = str(names[field] or "") if clears else value
        query = {name: str(getattr(address, name) or "") for name in names}
        chosen_address = self._kind.read_address({**query, field: chosen})
        return rx.redirect(self._kind.url(chosen_address))

    @rx.event
    async def show_everything(self) -> Any:
        """Clears all filters and the search; the order and what is no filter stay."""
        self.searching = ""
        if self.filtered:
            return rx.redirect(self._kind.url(self._unfiltered(self._shown_address)))
        await self._reload()
        return type(self).count

    @rx.event
    async def next_window(self) -> None:
        await self._more(after=True)

    @rx.event
    async def previous_window(self) -> None:
        await self._more(after=False)

    @rx.event
    async def first_window(self) -> None:
        if self._rows.has_before:
            await self._reload()

    @rx.event
    async def last_window(self) -> None:
        if self._rows.has_after:
            await self._reload(from_end=True)

    @rx.event
    async def day_changed(self, _versions: dict[str, int]) -> Any:
        """Shows the new day, after midnight or in a new time zone. The live listener calls this."""
        if not self._is_open():
            return None
        actor = current_actor()
        async with transaction(actor) as tx:
            today = await self._present(tx, actor)
        if today == self._today:
            return None
        await self._reload(keep_place=True)
        self._paint(self._rows.order)
        return await self._count_again()

    @rx.event
    async def changed(self, versions: dict[str, int]) -> Any:
        """Reads changed items again; without ids, all. The live listener calls this."""
        ids = [
            item_id for item_id, version in versions.items() if not self._shows(item_id, version)
        ]
        if not self._is_open() or (versions and not ids):
            return None
        if not versions:
            await self._reload(keep_place=True)
            return await self._count_again()
        actor = current_actor()
        wanted = [id_from(item_id) for item_id in ids]
        async with transaction(actor) as tx:
            rows = await self._kind.by_ids(tx, actor, wanted, self._filter_for_changes())
        news = [row for row in rows if not self._is_current(row)]
        gone = [item_id for item_id in ids if item_id not in {str(row.id) for row in rows}]
        uncounted = any(str(row.id) not in self._rows for row in news)
        for row in news:
            self._apply_row(row)
        for item_id in gone:
            uncounted = not self._remove_row(item_id) or uncounted
        return await self._count_again() if uncounted else None

    @property
    def _kind(self) -> ListKind[Any]:
        return list_kind(self._kind_name)

    @property
    def _rows(self) -> ListWindow:
        if self._window is None:
            self._window = ListWindow(self._kind_name, self._shown_address.sort)
        return self._window

    @property
    def _shown_address(self) -> Any:
        return self._address if self._address is not None else self._kind.read_address({})

    async def _present(self, tx: Transaction, actor: Actor) -> Any:
        """What the functions of the list get of the present (`ListKind.present`)."""
        zone = (await preferences.owner_time_zone(tx, actor)).name
        return self._kind.present(tx.now, zone)

    def _lists_same(self, address: Any) -> bool:
        """Whether `address` shows the same rows as the shown one."""
        return replace(address, open="") == replace(self._shown_address, open="")

    def _is_open(self) -> bool:
        """Whether the tab shows the list."""
        return self.loaded and self.router.url.path == self._kind.path

    def _filter(self) -> Any:
        return self._kind.filter(self._shown_address, self.searching, self._today)

    def _filter_for_changes(self) -> Any:
        """The filter for live changes: an item may stay that the list's filter leaves out."""
        return self._kind.for_changes(self._filter())

    def _shows(self, item_id: str, version: int) -> bool:
        shown = self._rows.get(item_id)
        return shown is not None and shown.row.version == version

    def _is_current(self, row: Any) -> bool:
        """Whether the row is shown as new as it is, or is one that the list leaves out."""
        shown = self._rows.get(str(row.id))
        return shown is not None and shown.row.version >= row.version

    def _show_address(self, address: Any) -> None:
        self._address = address
        self.filters = filters_of(address)
        self.filtered = replace(address, open="") != self._unfiltered(address)

    def _unfiltered(self, address: Any) -> Any:
        """The address of the same list without filters, and without an open panel."""
        kept = {name: getattr(address, name) for name in ("sort", *self._kind.no_filters)}
        return replace(self._kind.read_address({}), **kept)

    async def _fetch_counts(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            counts = await self._kind.count(tx, actor, self._filter(), self._today)
            choices = await self._read_choices(tx, actor)
        self.counts = counts
        self.choices = {
            name: [(value, value) for value in values] for name, values in choices.items()
        }

    async def _read_choices(self, tx: Transaction, actor: Actor) -> dict[str, Sequence[str]]:
        kind = self._kind.kind
        used = {
            name: await reading.values_in_use(tx, actor, kind, kind.table.c[name])
            for name in self._kind.in_use
        }
        return used | {"tag": await tag_names(tx, actor)}

    async def _reload(self, *, from_end: bool = False, keep_place: bool = False) -> None:
        """Reads the window of the URL's filters: the first, the last, or from the top row on."""
        actor = current_actor()
        kind, sort = self._kind, self._shown_address.sort
        at = self._rows.first if keep_place and self._rows.has_before else None
        async with transaction(actor) as tx:
            self._today = await self._present(tx, actor)
            window = await kind.window(
                tx,
                actor,
                self._filter(),
                sort,
                after=reading.cursor_of(kind.kind, at, sort) if at else None,
                limit=max(FIRST, len(self._rows)) if keep_place else FIRST,
                from_end=from_end,
            )
        if self._rows.sort != sort:
            self._window = ListWindow(self._kind_name, sort)
        before = window.has_before or at is not None
        ids = self._rows.fill(window.rows, self._today, before=before, after=window.has_after)
        self._repaint(ids, always=True)
        self.loaded = True

    async def _more(self, *, after: bool) -> None:
        edge = self._rows.last if after else self._rows.first
        wanted = self._rows.has_after if after else self._rows.has_before
        if edge is None or not wanted:
            return
        actor = current_actor()
        kind, sort = self._kind, self._shown_address.sort
        cursor = reading.cursor_of(kind.kind, edge, sort)
        place = {"after": cursor} if after else {"before": cursor}
        async with transaction(actor) as tx:
            found = await kind.window(tx, actor, self._filter(), sort, **place, limit=STEP)
        if after:
            ids = self._rows.extend(found.rows, self._today, more=found.has_after)
        else:
            ids = self._rows.extend_up(found.rows, self._today, more=found.has_before)
        self._repaint(ids, always=True)

    async def _refuse(self, item_id: str, refusal: UmbraError) -> None:
        """Shows the reason, and sends the row again, which resets what was shown too early."""
        self._refusals += 1
        await toast(self, self._reason(refusal), tone="danger")
        if item_id in self._rows:
            self._paint([item_id])

    def _reason(self, refusal: UmbraError) -> str:
        """The refusal in words: what is said of a field begins with the field's label."""
        if not isinstance(refusal, InvalidInput):
            return refusal.detail
        labels = self._kind.labels
        return " ".join(
            f"{labels[one.field]}: {one.message}" if one.field in labels else one.message
            for one in refusal.errors
        )

    def _apply_row(self, row: Any) -> None:
        """Updates a row and the counts."""
        shown = self._rows.get(str(row.id))
        if shown is not None:
            self._count(self._kind.section(shown.row, self._today), -1)
            self._count(self._kind.section(row, self._today), 1)
        self._repaint(self._rows.update(row, self._today))

    def _insert_row(self, row: Any) -> bool:
        """Adds a new row and counts it; False if its place is outside of the window."""
        self._count(self._kind.section(row, self._today), 1)
        return self._repaint(self._rows.insert(row, self._today))

    def _remove_row(self, item_id: str) -> bool:
        """Removes a row from the list; False if it was not in the window."""
        shown = self._rows.get(item_id)
        if shown is None:
            return False
        self._count(self._kind.section(shown.row, self._today), -1)
        self._rows.drop(item_id)
        self._repaint([], always=True)
        return True

    def _repaint(self, ids: Sequence[str], *, always: bool = False) -> bool:
        """Sends the rows `ids` and the layout if it changed; returns whether there are any."""
        self._paint(ids)
        layout = self._rows.layout()
        if layout != self.layout:
            self.layout = layout
            self.order = list(self._rows.order)
        if always:
            for slot in self._rows.free_slots:
                self._set_slot(slot, empty_of(self._kind.shows))
        for edge in ("has_before", "has_after"):
            if getattr(self, edge) != getattr(self._rows, edge):
                setattr(self, edge, getattr(self._rows, edge))
        return bool(ids)

    def _paint(self, ids: Iterable[str]) -> None:
        selected = set(self._selected)
        for item_id in ids:
            if (shown := self._rows.get(item_id)) is not None:
                card = {
                    **self._kind.card(shown.row, self._today),
                    "refused": self._refusals,
                    "selected": item_id in selected,
                }
                self._set_slot(shown.slot, card)

    def _set_slot(self, number: int, card: Any) -> None:
        """Assigns the slot if it differs: an assignment is sent even if the value is equal."""
        name = slot_name(number)
        if getattr(self, name) != card:
            setattr(self, name, card)
