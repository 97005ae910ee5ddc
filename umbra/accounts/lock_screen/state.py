"""What the lock screen shows. Never a secret: those go from the form straight to the API."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts import service
from umbra.accounts.gate import local_path
from umbra.accounts.guard import current_actor
from umbra.accounts.lock_screen import modes
from umbra.accounts.lock_screen.modes import Screen, Standing
from umbra.core.errors import NotAuthenticated


class LockState(rx.State):
    """A mirror of `modes.Screen`, and where one is sent afterwards.

    Everything here may be asked for by a stranger, so nothing here tells more than
    `GET /api/auth/status` does.
    """

    mode: rx.Field[modes.Mode] = rx.field("opening")
    ways: rx.Field[list[modes.Way]] = rx.field(default_factory=list)
    way: rx.Field[modes.Way] = rx.field("password")
    pin_alone: rx.Field[bool] = rx.field(False)
    message: rx.Field[str] = rx.field("")
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    wait: rx.Field[int] = rx.field(0)
    round: rx.Field[int] = rx.field(0)
    next: rx.Field[str] = rx.field("/")
    send_on_to: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> None:
        """Asks how things stand: at every visit, since another tab may have changed it."""
        self.next = local_path(self.router.url.query_parameters.get("next", "/"))
        self._show(modes.opened(await _standing()))

    @rx.event
    def choose_way(self, way: str) -> None:
        self._show(modes.chosen(self._screen(), way))

    @rx.event
    def hear(self, status: int, name: str, detail: dict[str, Any]) -> None:
        """Takes what the form's answer came to: no secret, and nothing it proves."""
        self._show(modes.after(self._screen(), modes.read_outcome(status, name, detail)))

    def _screen(self) -> Screen:
        return Screen(
            mode=self.mode,
            ways=tuple(self.ways),
            way=self.way,
            pin_alone=self.pin_alone,
            message=self.message,
            errors=dict(self.errors),
            wait=self.wait,
            round=self.round,
        )

    def _show(self, screen: Screen) -> None:
        self.mode = screen.mode
        self.ways = list(screen.ways)
        self.way = screen.way
        self.pin_alone = screen.pin_alone
        self.message = screen.message
        self.errors = dict(screen.errors)
        self.wait = screen.wait
        self.round = screen.round
        self.send_on_to = self.next if screen.mode == "away" else ""


async def _standing() -> Standing:
    status = await service.status(None)
    return Standing(
        setup_required=status.setup_required,
        authenticated=_signed_in(),
        ways=tuple(status.sign_in),
        pin_alone=status.pin_alone,
    )


def _signed_in() -> bool:
    try:
        current_actor()
    except NotAuthenticated:
        return False
    return True
