"""The state of the account panel: the account, its sessions, and the open confirmation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypedDict
from uuid import UUID

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.accounts.audit.user_agents import agent_words
from umbra.accounts.secret_forms.form_result import FormMessage
from umbra.accounts.sessions import sessions
from umbra.accounts.sessions.sessions import OwnSession
from umbra.admin import account_search
from umbra.admin.service import LAST_ADMIN, AccountRow, get_account
from umbra.admin.state.accounts import AccountList
from umbra.admin.state.address import AccountsAddress
from umbra.admin.state.feedback import ActionFeedback
from umbra.admin.words import AccountIdentity, StatusChip, account_identity, last_seen, status_chips
from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.core.moments import Now, within
from umbra.core.text import listed
from umbra.database import Transaction, transaction
from umbra.preferences.service import now_of
from umbra.ui.toasts import toast


class SessionLine(TypedDict):
    """A session as shown in the panel."""

    id: str
    device: str
    place: str
    is_this: bool


class PanelAccount(AccountIdentity):
    """An account as shown in the panel."""

    username: str
    chips: list[StatusChip]
    seen: str
    created: str
    signs_in_with: str
    is_admin: bool
    is_disabled: bool
    is_you: bool
    has_second_factor: bool
    must_set_up_factor: bool


NO_ACCOUNT: PanelAccount = {
    "id": "",
    "username": "",
    "name": "",
    "initials": "",
    "chips": [],
    "seen": "",
    "created": "",
    "signs_in_with": "",
    "is_admin": False,
    "is_disabled": False,
    "is_you": False,
    "has_second_factor": False,
    "must_set_up_factor": False,
}


SUCCESS_MESSAGES = {
    "promote": "Role changed to admin",
    "demote": "Role changed to member",
    "disable": "Account disabled and signed out everywhere",
    "enable": "Account enabled",
    "reset-password": "Password reset",
    "reset-mfa": "Second factor reset",
    "ask-mfa": "Saved",
    "lift": "Lockout lifted",
    "end-sessions": "Signed out everywhere",
    "delete": "Account deleted",
}


class AccountPanel(ActionFeedback, rx.State):
    """The account that the URL names.

    `protected_reason`: why the account can't be deleted, demoted or disabled; empty if it
    can. `confirming`: the action whose confirmation dialog is open. `opened` counts the openings.
    """

    open_id: rx.Field[str] = rx.field("")
    opened: rx.Field[int] = rx.field(0)
    account: rx.Field[PanelAccount] = rx.field(default_factory=NO_ACCOUNT.copy)
    sessions: rx.Field[list[SessionLine]] = rx.field(default_factory=list)
    missing: rx.Field[bool] = rx.field(False)
    protected_reason: rx.Field[str] = rx.field("")
    confirming: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> None:
        """Opens the account that the URL names, or closes the panel."""
        wanted = AccountsAddress.read(self.router.url.query_parameters).open
        if wanted != self.open_id:
            self.open_id, self.confirming = wanted, ""
            self.opened += 1
        await self._read()

    @rx.event
    async def close(self) -> Any:
        """Closes the panel at once, so that `load` opens the same account again."""
        self.open_id, self.confirming = "", ""
        here = AccountsAddress.read(self.router.url.query_parameters)
        return rx.redirect(replace(here, open="").url())

    @rx.event
    def ask(self, act: str) -> None:
        """Opens the confirmation dialog of an action."""
        self._show_message(FormMessage())
        self.confirming = act if act in SUCCESS_MESSAGES else ""

    @rx.event
    def put_off(self) -> None:
        """Closes the confirmation dialog without doing anything."""
        self._show_message(FormMessage())
        self.confirming = ""

    @rx.event
    async def hear(self, act: str, status: int, name: str, detail: dict[str, Any]) -> Any:
        """Handles the result of an action: reads the account again, or shows the error."""
        if self.confirming:
            done = self._show_result(status, name, detail)
        else:
            done = await self._show_result_in_toast(status, name, detail)
        if not done:
            return None
        self.confirming = ""
        if name != "told":
            await toast(self, SUCCESS_MESSAGES.get(act, "Done"))
        accounts = await self.get_state(AccountList)
        await accounts._read()
        if act == "delete":
            return AccountPanel.close
        return await self._read()

    async def _read(self) -> None:
        self.account, self.sessions, self.missing = NO_ACCOUNT.copy(), [], False
        if not self.open_id:
            return
        actor = current_actor()
        try:
            async with transaction(actor) as tx:
                await self._read_account(tx, actor, UUID(self.open_id))
        except NotFound:
            self.missing = True

    async def _read_account(self, tx: Transaction, actor: Actor, account_id: UUID) -> None:
        now = await now_of(tx, actor)
        self.account = _account(await get_account(tx, account_id), actor, now)
        self.protected_reason = (
            LAST_ADMIN if await account_search.is_last_admin(tx, account_id) else ""
        )
        found = await sessions.list_of(tx, account_id, actor.session_id)
        self.sessions = [_session(session, now) for session in found]


def _account(account: AccountRow, actor: Actor, now: Now) -> PanelAccount:
    return {
        **account_identity(account),
        "username": account.username,
        "chips": status_chips(account),
        "seen": last_seen(account, now),
        "created": now.day(now.date_of(account.created_at)),
        "signs_in_with": "Password" if account.has_password else "PIN",
        "is_admin": account.role == "admin",
        "is_disabled": account.disabled,
        "is_you": account.id == actor.account_id,
        "has_second_factor": account.has_second_factor,
        "must_set_up_factor": account.mfa_enforce_pending,
    }


def _session(session: OwnSession, now: Now) -> SessionLine:
    return {
        "id": str(session.id),
        "device": agent_words(session.user_agent),
        "place": listed(session.address, within(now.moment(session.touched_at))),
        "is_this": session.current,
    }
