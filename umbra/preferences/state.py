"""The settings page: each choice is kept at once, and says so beside it."""

from __future__ import annotations

import reflex as rx

from umbra.accounts.guard import current_actor
from umbra.core.errors import InvalidInput
from umbra.core.fields import validated
from umbra.database import transaction
from umbra.preferences import service
from umbra.preferences.rules import SettingsFields, SettingsRow

FIELDS = ("display_name", "time_zone", "week_start", "theme", "accent")


class SettingsState(rx.State):
    """The account's settings as they are kept. `saved` names the one kept last."""

    display_name: rx.Field[str] = rx.field("")
    time_zone: rx.Field[str] = rx.field("")
    week_start: rx.Field[str] = rx.field("")
    theme: rx.Field[str] = rx.field("")
    accent: rx.Field[str] = rx.field("")
    loaded: rx.Field[bool] = rx.field(False)
    saved: rx.Field[str] = rx.field("")
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)

    @rx.event
    async def load(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            self._show(await service.get_settings(tx, actor))
        self.saved, self.errors = "", {}
        self.loaded = True

    @rx.event
    async def changed(self, _versions: dict[str, int]) -> None:
        """What the live listener calls: the settings changed, here or elsewhere."""
        if self.loaded:
            actor = current_actor()
            async with transaction(actor) as tx:
                self._show(await service.get_settings(tx, actor))

    @rx.event
    async def save(self, field: str, value: str) -> None:
        """Keeps one setting. What is refused is said at its field; what was kept stays."""
        actor = current_actor()
        self.saved = ""
        self.errors = {name: words for name, words in self.errors.items() if name != field}
        try:
            if field not in FIELDS:
                raise InvalidInput.at(field, "Is not a setting.")
            patch = validated(SettingsFields, {field: value})
            async with transaction(actor) as tx:
                kept = await service.patch_settings(tx, actor, patch)
        except InvalidInput as refusal:
            self.errors = {**self.errors, field: refusal.detail}
            return
        self._show(kept)
        self.saved = field

    def _show(self, kept: SettingsRow) -> None:
        for field in FIELDS:
            setattr(self, field, getattr(kept, field))
