"""The security page: how one's secrets stand, where one is signed in, what the log says.

It changes nothing itself: each act is a form's call of the API, so that no secret comes by
here. What came of it is heard, and everything is read anew.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.accounts.audit import audit_entries
from umbra.accounts.audit.audit_entries import AuditFilter
from umbra.accounts.credentials import api_tokens, profile
from umbra.accounts.credentials.profile import OwnSecrets
from umbra.accounts.flows import totp_enrolment
from umbra.accounts.secret_forms.feedback import FormFeedback
from umbra.accounts.secret_forms.form_result import FormMessage, message_for, read_result
from umbra.accounts.sessions import sessions
from umbra.core.actor import Actor
from umbra.core.moments import Now, within
from umbra.core.paging import Cursor
from umbra.database import Transaction, transaction
from umbra.preferences.service import now_of
from umbra.security.words import (
    LogCard,
    SessionCard,
    TokenCard,
    lifetimes,
    log_card,
    session_card,
    token_card,
)
from umbra.ui.toasts import toast

DialogName = Literal[
    "",
    "password",
    "pin",
    "pin_off",
    "totp_on",
    "totp_off",
    "codes",
    "end_session",
    "end_others",
    "token",
    "end_token",
]
"""What a dialog is open for."""

SUCCESS_MESSAGES: dict[DialogName, str] = {
    "password": "Password changed. All other sessions ended.",
    "pin": "PIN changed.",
    "pin_off": "PIN taken away.",
    "totp_on": "Second factor on. All other sessions ended.",
    "totp_off": "Second factor off. All other sessions ended.",
    "codes": "",
    "end_session": "Session ended.",
    "end_others": "All other sessions ended.",
    "token": "",
    "end_token": "Token ended.",
}
NO_MATCH = {"code": "Wrong code. Use the one your app shows now."}
LOG_PAGE_SIZE = 20
FEW_CODES = 3


class SecurityState(FormFeedback, rx.State):
    """`act` and `subject`: what the open dialog is for, and the id and name of what it ends."""

    loaded: rx.Field[bool] = rx.field(False)
    username: rx.Field[str] = rx.field("")
    has_password: rx.Field[bool] = rx.field(False)
    has_pin: rx.Field[bool] = rx.field(False)
    pin_allowed: rx.Field[bool] = rx.field(False)
    shortest: rx.Field[int] = rx.field(12)
    totp_since: rx.Field[str] = rx.field("")
    totp_required: rx.Field[bool] = rx.field(False)
    codes_left: rx.Field[int] = rx.field(0)
    sessions: rx.Field[list[SessionCard]] = rx.field(default_factory=list)
    tokens: rx.Field[list[TokenCard]] = rx.field(default_factory=list)
    entries: rx.Field[list[LogCard]] = rx.field(default_factory=list)
    has_more: rx.Field[bool] = rx.field(False)
    lifetimes: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    act: rx.Field[DialogName] = rx.field("")
    subject: rx.Field[str] = rx.field("")
    subject_name: rx.Field[str] = rx.field("")
    _after: Cursor | None = None

    @rx.event
    async def load(self) -> None:
        await self._read()
        self._open("")
        self.loaded = True

    @rx.event
    async def changed(self, _versions: dict[str, int]) -> None:
        """What the live listener calls: something changed about one's security elsewhere."""
        if self.loaded:
            await self._read()

    @rx.event
    async def begin(self, act: str, subject: str = "", subject_name: str = "") -> None:
        """Opens the dialog of an act."""
        for known in get_args(DialogName):
            if known == act:
                self._open(known, subject, subject_name)
        if act == "token":
            async with transaction() as tx:
                self.lifetimes = lifetimes(tx.now)

    @rx.event
    def leave(self) -> None:
        """Closes the dialog; nothing was done."""
        self._open("")

    @rx.event
    async def hear(self, status: int, name: str, detail: dict[str, Any]) -> None:
        """Takes what came of the open dialog's act."""
        outcome = read_result(status, name, detail)
        self.round += 1
        if not 200 <= outcome.status < 300:
            self._show_message(message_for(outcome, NO_MATCH))
            return
        words = SUCCESS_MESSAGES.get(self.act, "")
        self._open("")
        await self._read()
        if words:
            await toast(self, words, "success")

    @rx.event
    async def show_more(self) -> None:
        """Reads on in the log."""
        if self._after is None:
            return
        actor = current_actor()
        async with transaction(actor) as tx:
            await self._read_log(tx, actor, await now_of(tx, actor), after=self._after)

    async def _read(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            now = await now_of(tx, actor)
            self._show_secrets(await profile.own_secrets(tx, actor))
            factor = await totp_enrolment.second_factor_of(tx, actor)
            found = await sessions.list_own(tx, actor)
            owned = await api_tokens.list_own(tx, actor)
            await self._read_log(tx, actor, now, after=None)
            instant = tx.now
        since = factor.confirmed_at
        self.totp_since = within(now.day(now.date_of(since))) if since else ""
        self.codes_left, self.totp_required = factor.backup_codes_left, factor.required
        found.sort(key=lambda session: not session.current)
        self.sessions = [session_card(session, now) for session in found]
        self.tokens = [token_card(token, now, instant) for token in owned]

    async def _read_log(
        self, tx: Transaction, actor: Actor, now: Now, *, after: Cursor | None
    ) -> None:
        own = AuditFilter(account_id=actor.account_id)
        part = await audit_entries.read(tx, own, after=after, limit=LOG_PAGE_SIZE)
        before = self.entries if after is not None else []
        self.entries = [*before, *(log_card(entry, now) for entry in part.rows)]
        self._after, self.has_more = part.after, part.after is not None

    def _show_secrets(self, secrets: OwnSecrets) -> None:
        self.username = secrets.username
        self.has_password, self.has_pin = secrets.has_password, secrets.has_pin
        self.pin_allowed, self.shortest = secrets.pin_allowed, secrets.shortest

    def _open(self, act: DialogName, subject: str = "", subject_name: str = "") -> None:
        self.act, self.subject, self.subject_name = act, subject, subject_name
        self._show_message(FormMessage())
