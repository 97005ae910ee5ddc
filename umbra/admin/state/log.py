"""The state of the audit log page: sign-ins and changes, with filters and keyset pagination."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypedDict
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import AdminsOnly, current_actor
from umbra.accounts.audit import audit_entries
from umbra.accounts.audit.audit_entries import LogEntry, LogPart
from umbra.accounts.audit.user_agents import agent_words
from umbra.accounts.audit.words import ACTIONS, RESULTS, TONES, detail_words
from umbra.admin import account_search
from umbra.admin.state.log_address import LogAddress, export_url
from umbra.core.errors import InvalidInput
from umbra.core.moments import Now
from umbra.database import Transaction, transaction
from umbra.preferences.service import now_of
from umbra.web.paging import encoded

PAGE = 50


class LogLine(TypedDict):
    """An entry as shown on the page; `tone` is empty for a successful action."""

    id: str
    when: str
    who: str
    action: str
    about: str
    place: str
    result: str
    tone: str


class LogList(AdminsOnly, rx.State):
    """The log entries that the URL filters for.

    `older`, `newest`: URLs of other pages, empty if there is no such page.
    """

    lines: rx.Field[list[LogLine]] = rx.field(default_factory=list)
    loaded: rx.Field[bool] = rx.field(False)
    account: rx.Field[str] = rx.field("")
    action: rx.Field[str] = rx.field("")
    result: rx.Field[str] = rx.field("")
    since: rx.Field[str] = rx.field("")
    until: rx.Field[str] = rx.field("")
    filtered: rx.Field[bool] = rx.field(False)
    older: rx.Field[str] = rx.field("")
    newest: rx.Field[str] = rx.field("")
    as_csv: rx.Field[str] = rx.field("")
    as_json_lines: rx.Field[str] = rx.field("")
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)

    @rx.event
    async def load(self) -> None:
        """Shows the entries that the URL filters for."""
        await self._read(LogAddress.read(self.router.url.query_parameters))

    @rx.event
    async def narrow(self, field: str, value: str) -> Any:
        """Sets one filter by navigating to the URL with it, at the latest entry."""
        here = LogAddress.read(self.router.url.query_parameters)
        query = {name: str(getattr(here, name)) for name in LogAddress.__slots__}
        return rx.redirect(LogAddress.read({**query, field: value, "cursor": ""}).url())

    @rx.event
    async def show_all(self) -> Any:
        return rx.redirect(LogAddress().url())

    async def _read(self, here: LogAddress) -> None:
        self.account, self.action, self.result = here.account, here.action, here.result
        self.since, self.until, self.filtered = here.since, here.until, here.filtered
        self.lines, self.errors, self.older = [], {}, ""
        self.newest = replace(here, cursor="").url() if here.cursor else ""
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                await self._find(tx, here, await now_of(tx, actor))
        except InvalidInput as refusal:
            self.errors = {error.field: error.message for error in refusal.errors}
        if "cursor" in self.errors:
            await self._read(replace(here, cursor=""))
        self.loaded = True

    async def _find(self, tx: Transaction, here: LogAddress, now: Now) -> None:
        account_id = await account_search.id_of(tx, here.account) if here.account else None
        wanted = here.audit_filter(account_id, now)
        self.as_csv, self.as_json_lines = export_url(wanted, "csv"), export_url(wanted, "jsonl")
        if here.account and account_id is None:
            raise InvalidInput.at("account", "There is no account with this user name.")
        found = await audit_entries.read(tx, wanted, after=here.after, limit=PAGE)
        self.older = _older(here, found)
        self.lines = await _lines(tx, found.rows, now)


def _older(here: LogAddress, found: LogPart) -> str:
    return replace(here, cursor=encoded(found.after)).url() if found.after else ""


async def _lines(tx: Transaction, entries: Sequence[LogEntry], now: Now) -> list[LogLine]:
    actors = {UUID(entry.detail["by"]) for entry in entries if "by" in entry.detail}
    names = await account_search.names_of(tx, actors)
    return [_line(entry, names, now) for entry in entries]


def _line(entry: LogEntry, names: dict[UUID, str], now: Now) -> LogLine:
    about = detail_words(entry.detail)
    if "by" in entry.detail:
        about.append(f"by {names.get(UUID(entry.detail['by']), 'a deleted account')}")
    place = [entry.address, agent_words(entry.user_agent) if entry.user_agent else ""]
    return {
        "id": str(entry.id),
        "when": now.moment(entry.at),
        "who": entry.username or "",
        "action": ACTIONS.get(entry.action, entry.action),
        "about": " · ".join(about),
        "place": " · ".join(part for part in place if part),
        "result": RESULTS.get(entry.result, entry.result),
        "tone": TONES.get(entry.result, ""),
    }
