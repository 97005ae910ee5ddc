"""The state of the account list: one window of it, with search and filter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.accounts.secret_forms.form_result import FormMessage
from umbra.admin import account_search
from umbra.admin.account_search import AccountFilter
from umbra.admin.service import AccountRow
from umbra.admin.state.address import AccountsAddress
from umbra.admin.state.feedback import ActionFeedback
from umbra.admin.words import AccountCard, account_card
from umbra.core.moments import Now
from umbra.core.paging import Window
from umbra.core.text import LONGEST_SEARCH
from umbra.database import transaction
from umbra.preferences.service import now_of


class AccountList(ActionFeedback, rx.State):
    """The account list. The filter is in the URL; the search text is not."""

    cards: rx.Field[list[AccountCard]] = rx.field(default_factory=list)
    loaded: rx.Field[bool] = rx.field(False)
    total: rx.Field[int] = rx.field(0)
    only: rx.Field[str] = rx.field("all")
    text: rx.Field[str] = rx.field("")
    has_before: rx.Field[bool] = rx.field(False)
    has_after: rx.Field[bool] = rx.field(False)
    creating: rx.Field[bool] = rx.field(False)

    _after: str = ""
    _before: str = ""

    @rx.event
    async def load(self) -> None:
        """Shows the accounts that the URL filters for, from the start if the filter changed."""
        only = AccountsAddress.read(self.router.url.query_parameters).only
        if only != self.only:
            self.only = only
            self._after = self._before = ""
        await self._read()

    @rx.event
    async def search(self, text: str) -> None:
        self.text = text.strip()[:LONGEST_SEARCH]
        self._after = self._before = ""
        await self._read()

    @rx.event
    async def narrow(self, only: str) -> Any:
        """Filters the accounts by navigating to the URL with this filter."""
        here = AccountsAddress.read(self.router.url.query_parameters)
        wanted = AccountsAddress.read({"only": only})
        return rx.redirect(replace(wanted, open=here.open).url())

    @rx.event
    async def show_all(self) -> Any:
        self.text = ""
        return rx.redirect(AccountsAddress().url())

    @rx.event
    async def go_on(self) -> None:
        if self.cards:
            self._after, self._before = self.cards[-1]["username"], ""
            await self._read()

    @rx.event
    async def go_back(self) -> None:
        if self.cards:
            self._after, self._before = "", self.cards[0]["username"]
            await self._read()

    @rx.event
    def begin(self) -> None:
        """Opens the dialog of account creation."""
        self._show_message(FormMessage())
        self.creating = True

    @rx.event
    def put_off(self) -> None:
        self._show_message(FormMessage())
        self.creating = False

    @rx.event
    async def hear(self, status: int, name: str, detail: dict[str, Any]) -> None:
        """Handles the result of account creation. Another component shows the password."""
        if self._show_result(status, name, detail):
            self.creating = False
            await self._read()

    async def _read(self) -> None:
        actor = current_actor()
        wanted = AccountFilter(self.text, AccountsAddress.read({"only": self.only}).only)
        async with transaction(actor) as tx:
            found = await account_search.find(tx, wanted, after=self._after, before=self._before)
            if not found.rows and (self._after or self._before):
                self._after = self._before = ""
                found = await account_search.find(tx, wanted)
            self.total = await account_search.count(tx, wanted)
            now = await now_of(tx, actor)
        self._show(found, str(actor.account_id), now)

    def _show(self, found: Window[AccountRow], you: str, now: Now) -> None:
        here = AccountsAddress.read({"only": self.only})
        self.cards = [
            account_card(row, you, replace(here, open=str(row.id)).url(), now) for row in found.rows
        ]
        self.has_before, self.has_after = found.has_before, found.has_after
        self.loaded = True
