"""The settings page: each choice is kept at once, and says so beside it."""

from __future__ import annotations

import reflex as rx

from umbra.accounts import policy
from umbra.accounts.access.event_guard import current_actor
from umbra.accounts.policy import Rules
from umbra.core.errors import InvalidInput
from umbra.core.fields import validated
from umbra.database import transaction
from umbra.preferences import service
from umbra.preferences.rules import SettingsFields, SettingsRow

TEXTS = ("display_name", "time_zone", "week_start", "theme", "accent")
FIELDS = (*TEXTS, "auto_lock_minutes")
USUAL_MINUTES = (1, 5, 15, 30, 60, 240)


class SettingsState(rx.State):
    """The account's settings as they are kept. `saved` names the one kept last.

    `auto_lock_minutes` is text as the choice has it, empty for never; `lock_most` is what the
    house allows at most, 0 for anything.
    """

    display_name: rx.Field[str] = rx.field("")
    time_zone: rx.Field[str] = rx.field("")
    week_start: rx.Field[str] = rx.field("")
    theme: rx.Field[str] = rx.field("")
    accent: rx.Field[str] = rx.field("")
    auto_lock_minutes: rx.Field[str] = rx.field("")
    lock_choices: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    lock_most: rx.Field[int] = rx.field(0)
    loaded: rx.Field[bool] = rx.field(False)
    saved: rx.Field[str] = rx.field("")
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)

    @rx.event
    async def load(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            self._show(await service.get_settings(tx, actor), await policy.read(tx))
        self.saved, self.errors = "", {}
        self.loaded = True

    @rx.event
    async def changed(self, _versions: dict[str, int]) -> None:
        """What the live listener calls: the settings or the policy changed, here or elsewhere."""
        if self.loaded:
            actor = current_actor()
            async with transaction(actor) as tx:
                self._show(await service.get_settings(tx, actor), await policy.read(tx))

    @rx.event
    async def save(self, field: str, value: str) -> None:
        """Keeps one setting. What is refused is said at its field; what was kept stays."""
        actor = current_actor()
        self.saved = ""
        self.errors = {name: words for name, words in self.errors.items() if name != field}
        try:
            if field not in FIELDS:
                raise InvalidInput.at(field, "Is not a setting.")
            patch = validated(SettingsFields, {field: _sent(field, value)})
            async with transaction(actor) as tx:
                kept = await service.patch_settings(tx, actor, patch)
                rules = await policy.read(tx)
        except InvalidInput as refusal:
            self.errors = {**self.errors, field: refusal.detail}
            return
        self._show(kept, rules)
        self.saved = field

    def _show(self, kept: SettingsRow, rules: Rules) -> None:
        for field in TEXTS:
            setattr(self, field, getattr(kept, field))
        self.auto_lock_minutes = str(kept.auto_lock_minutes or "")
        self.lock_choices = lock_choices(kept.auto_lock_minutes)
        self.lock_most = rules.auto_lock_max_minutes or 0


def lock_choices(chosen: int | None) -> list[tuple[str, str]]:
    """The waiting times one may choose, as sent and in words; `chosen` is among them."""
    minutes = sorted({*USUAL_MINUTES, chosen} - {None})
    return [*((str(one), _minutes(one)) for one in minutes if one), ("", "Never")]


def _minutes(count: int) -> str:
    if count % 60 == 0:
        return "1 hour" if count == 60 else f"{count // 60} hours"
    return "1 minute" if count == 1 else f"{count} minutes"


def _sent(field: str, value: str) -> str | int | None:
    """What a form's text says of a setting: a number, or none, where that is what it takes."""
    if field in TEXTS:
        return value
    return (int(value) if value.isdecimal() else value) or None
