"""State of the page frame: the account's name, role, theme, time zone and lock time."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts import policy
from umbra.accounts.access.event_guard import current_actor
from umbra.accounts.flows import session_actions as accounts
from umbra.database import transaction
from umbra.preferences import service as preferences
from umbra.preferences.models import THEMES
from umbra.preferences.rules import SettingsFields
from umbra.security.notices import NoticesState
from umbra.shell import slots
from umbra.ui.avatar import initials
from umbra.ui.connection import ConnectionState


class ShellState(rx.State):
    """Set by `load` on every page; empty means not loaded yet."""

    username: str = ""
    role: str = ""
    display_name: str = ""
    initials: str = ""
    theme: str = ""
    accent: str = ""
    time_zone: str = ""
    week_start: str = ""
    auto_lock_minutes: int = 0

    @rx.event
    async def load(self) -> Any:
        """Reads the account's name and settings, then its security notices and the slots' data."""
        await self._read()
        (await self.get_state(ConnectionState)).incident = ""
        return [NoticesState.load, *slots.on_load]

    @rx.event
    async def changed(self, _versions: dict[str, int]) -> None:
        """Reads the settings again. The live listener calls this when they or the policy change."""
        if self.username:
            await self._read()

    @rx.event
    async def choose_theme(self, theme: str) -> None:
        """Saves the account's theme. An unknown value changes nothing."""
        if theme in THEMES:
            self.theme = theme
            await self._save(SettingsFields(theme=theme))

    async def _read(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            account = await accounts.own_account(tx, actor)
            settings = await preferences.get_settings(tx, actor)
            locks_after = (await policy.read(tx)).locks_after(settings.auto_lock_minutes)
        self.username = account.username
        self.role = account.role
        self.display_name = account.display_name or account.username
        self.initials = initials(self.display_name)
        self.theme = settings.theme
        self.accent = settings.accent
        self.time_zone = settings.time_zone
        self.week_start = settings.week_start
        self.auto_lock_minutes = locks_after or 0

    async def _save(self, patch: SettingsFields) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            await preferences.patch_settings(tx, actor, patch)
