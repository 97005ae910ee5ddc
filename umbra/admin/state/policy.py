"""The state of the policy page: the initial values of its form."""

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
    """The policy as form values: numbers and dates as text, empty for None."""

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
    """The stored policy. What the user types is in the form only.

    `filled` counts how often the stored policy was read, so that the form is reset to it.
    """

    rules: rx.Field[PolicyFields] = rx.field(default_factory=EMPTY_FIELDS.copy)
    filled: rx.Field[int] = rx.field(0)

    @rx.event
    async def load(self) -> None:
        await self._read()

    @rx.event
    async def hear(self, status: int, name: str, detail: dict[str, Any]) -> None:
        """Handles the result of saving. After an error the form keeps what was typed."""
        if self._show_result(status, name, detail):
            await toast(self, "Policy saved")
            await self._read()

    async def _read(self) -> None:
        async with transaction(current_actor()) as tx:
            stored = asdict(await policy.read(tx))
        texts = {
            name: value if isinstance(value, bool) else "" if value is None else str(value)
            for name, value in stored.items()
        }
        self.rules = PolicyFields(**texts)  # pyright: ignore[reportArgumentType]
        self.filled += 1
