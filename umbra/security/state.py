"""The state of the security page: secrets, sessions, API tokens and the audit log.

It changes nothing itself: each action is a form's request to the API, so that no secret
passes through the state. It receives the result and reads everything again.
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
"""The dialogs of the page; empty if none is open."""

SUCCESS_MESSAGES: dict[DialogName, str] = {
    "password": "Password changed. You are signed out everywhere else.",
    "pin": "PIN saved.",
    "pin_off": "PIN removed.",
    "totp_on": "Second factor turned on. You are signed out everywhere else.",
    "totp_off": "Second factor turned off. You are signed out everywhere else.",
    "codes": "",
    "end_session": "Browser signed out.",
    "end_others": "You are signed out everywhere else.",
    "token": "",
    "end_token": "Token revoked.",
}
NO_MATCH = {"code": "Wrong code. Use the one your app shows now."}
LOG_PAGE_SIZE = 20
FEW_CODES = 3


class SecurityState(FormFeedback, rx.State):
    """The user's secrets, sessions, tokens and log entries.

    `open_dialog`: which dialog is open. `subject`, `subject_name`: the id and the name of the
    session or token that it ends.
    """

    loaded: rx.Field[bool] = rx.field(False)
    username: rx.Field[str] = rx.field("")
    has_password: rx.Field[bool] = rx.field(False)
    has_pin: rx.Field[bool] = rx.field(False)
    pin_allowed: rx.Field[bool] = rx.field(False)
    min_length: rx.Field[int] = rx.field(12)
    totp_since: rx.Field[str] = rx.field("")
    totp_required: rx.Field[bool] = rx.field(False)
    codes_left: rx.Field[int] = rx.field(0)
    sessions: rx.Field[list[SessionCard]] = rx.field(default_factory=list)
    tokens: rx.Field[list[TokenCard]] = rx.field(default_factory=list)
    entries: rx.Field[list[LogCard]] = rx.field(default_factory=list)
    has_more: rx.Field[bool] = rx.field(False)
    lifetimes: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    open_dialog: rx.Field[DialogName] = rx.field("")
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
        """Called by live delivery: the account's security was changed elsewhere."""
        if self.loaded:
            await self._read()

    @rx.event
    async def begin(self, act: str, subject: str = "", subject_name: str = "") -> None:
        """Opens a dialog."""
        for known in get_args(DialogName):
            if known == act:
                self._open(known, subject, subject_name)
        if act == "token":
            async with transaction() as tx:
                self.lifetimes = lifetimes(tx.now)

    @rx.event
    def leave(self) -> None:
        """Closes the dialog without doing anything."""
        self._open("")

    @rx.event
    async def hear(self, status: int, name: str, detail: dict[str, Any]) -> None:
        """Handles the result of the open dialog's action."""
        outcome = read_result(status, name, detail)
        self.round += 1
        if not 200 <= outcome.status < 300:
            self._show_message(message_for(outcome, NO_MATCH))
            return
        message = SUCCESS_MESSAGES.get(self.open_dialog, "")
        self._open("")
        await self._read()
        if message:
            await toast(self, message, "success")

    @rx.event
    async def show_more(self) -> None:
        """Loads the next entries of the log."""
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
            tokens = await api_tokens.list_own(tx, actor)
            await self._read_log(tx, actor, now, after=None)
            instant = tx.now
        since = factor.confirmed_at
        self.totp_since = within(now.day(now.date_of(since))) if since else ""
        self.codes_left, self.totp_required = factor.backup_codes_left, factor.required
        found.sort(key=lambda session: not session.current)
        self.sessions = [session_card(session, now) for session in found]
        self.tokens = [token_card(token, now, instant) for token in tokens]

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
        self.pin_allowed, self.min_length = secrets.pin_allowed, secrets.shortest

    def _open(self, name: DialogName, subject: str = "", subject_name: str = "") -> None:
        self.open_dialog, self.subject, self.subject_name = name, subject, subject_name
        self._show_message(FormMessage())
