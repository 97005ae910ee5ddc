"""The state of the invitations page. The link of an invitation never passes through it."""

from __future__ import annotations

from typing import Any, TypedDict

import reflex as rx

from umbra.accounts.access.event_guard import current_actor
from umbra.accounts.directory import invites
from umbra.accounts.directory.invites import InviteRow
from umbra.admin.state.feedback import ActionFeedback
from umbra.core.moments import Now, within
from umbra.database import transaction
from umbra.preferences.service import now_of
from umbra.ui.toasts import toast


class InviteLine(TypedDict):
    """An invitation as shown in the list; `action`: the API path that revokes it."""

    id: str
    whom: str
    created: str
    expires: str
    action: str


class InviteList(ActionFeedback, rx.State):
    """The open invitations.

    `created` counts the invitations created here, so that the form is reset after each.
    """

    lines: rx.Field[list[InviteLine]] = rx.field(default_factory=list)
    loaded: rx.Field[bool] = rx.field(False)
    created: rx.Field[int] = rx.field(0)

    @rx.event
    async def load(self) -> None:
        await self._read()

    @rx.event
    async def hear(self, act: str, status: int, name: str, detail: dict[str, Any]) -> None:
        """Handles the result of creating or revoking an invitation."""
        if act == "make":
            done = self._show_result(status, name, detail)
            self.created += done
        else:
            done = await self._show_result_in_toast(status, name, detail)
            if done:
                await toast(self, "Invitation revoked")
        await self._read()

    async def _read(self) -> None:
        actor = current_actor()
        async with transaction(actor) as tx:
            now = await now_of(tx, actor)
            self.lines = [_line(invite, now) for invite in await invites.list_open(tx)]
        self.loaded = True


def _line(invite: InviteRow, now: Now) -> InviteLine:
    return {
        "id": str(invite.id),
        "whom": invite.username or "Anyone",
        "created": f"Created by {invite.made_by} {within(now.moment(invite.created_at))}",
        "expires": f"Expires {within(now.moment(invite.expires_at))}",
        "action": f"/api/admin/invites/{invite.id}",
    }
