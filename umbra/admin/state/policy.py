"""What is asked of everybody, as the form begins with it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypedDict

import reflex as rx

from umbra.accounts import policy
from umbra.accounts.access.event_guard import current_actor
from umbra.admin.state.feedback import ActionFeedback
from umbra.database import transaction
from umbra.ui.toasts import toast


class PolicyFields(TypedDict):
    """The rules as a form holds them: numbers and days as text, empty for none."""

    registration_open: bool
    mfa_required: bool
    mfa_required_from: str
    pin_allowed: bool
    session_days: str
    auto_lock_max_minutes: str
    password_min_length: str


EMPTY_FIELDS: PolicyFields = {
    "registration_open": False,
    "mfa_required": False,
    "mfa_required_from": "",
    "pin_allowed": False,
    "session_days": "",
    "auto_lock_max_minutes": "",
    "password_min_length": "",
}


class PolicyForm(ActionFeedback, rx.State):
    """`filled` counts how often the form was filled: what is typed lives in it alone."""

    rules: rx.Field[PolicyFields] = rx.field(default_factory=EMPTY_FIELDS.copy)
    filled: rx.Field[int] = rx.field(0)

    @rx.event
    async def load(self) -> None:
        await self._read()

    @rx.event
    async def hear(self, status: int, name: str, detail: dict[str, Any]) -> None:
        """Takes what came of saving; what was refused stays as it was typed."""
        if self._show_result(status, name, detail):
            await toast(self, "Policy saved")
            await self._read()

    async def _read(self) -> None:
        async with transaction(current_actor()) as tx:
            kept = asdict(await policy.read(tx))
        texts = {
            name: value if isinstance(value, bool) else "" if value is None else str(value)
            for name, value in kept.items()
        }
        self.rules = PolicyFields(**texts)  # pyright: ignore[reportArgumentType]
        self.filled += 1
