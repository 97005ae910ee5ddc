"""What the lock screen shows. Never a secret: those go from the form straight to the API."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts.access.tab_redirect import GateState
from umbra.accounts.lock_screen import modes
from umbra.accounts.lock_screen.modes import Screen
from umbra.accounts.lock_screen.reports import read_browser_status
from umbra.accounts.primitives.usernames import checked_founder_name, checked_username
from umbra.accounts.secret_forms.feedback import FormFeedback
from umbra.accounts.secret_forms.form_result import read_result


class LockState(FormFeedback, rx.State):
    """A mirror of `modes.Screen`.

    Everything here may be asked for by a stranger and reported by one, so nothing here
    is looked up, and nothing proves anything.
    """

    mode: rx.Field[modes.Mode] = rx.field("opening")
    ways: rx.Field[list[modes.Way]] = rx.field(default_factory=list)
    way: rx.Field[modes.Way] = rx.field("password")
    pin_alone: rx.Field[bool] = rx.field(False)
    may_register: rx.Field[bool] = rx.field(False)
    invited: rx.Field[bool] = rx.field(False)
    expires_in: rx.Field[int] = rx.field(0)
    shortest: rx.Field[int] = rx.field(Screen().shortest)

    @rx.event
    async def arrive(self, standing: dict[str, Any]) -> Any:
        """Takes how things stand, as the house told the browser.

        A tab that waits locked although its session is not, or is no more, loads anew: what
        was to tell it so got lost.
        """
        told = read_browser_status(standing)
        self._show(modes.arrived(self._screen(), told))
        gate = await self.get_state(GateState)
        return rx.State.hydrate_and_load() if gate.locked and not told.locked else None

    @rx.event
    def choose_way(self, way: str) -> None:
        self._show(modes.chosen(self._screen(), way))

    @rx.event
    def choose_mode(self, mode: str) -> None:
        """Turns between signing in and asking for an account, or answers an offer."""
        self._show(modes.asked(self._screen(), mode))

    @rx.event
    def weigh_name(self, username: str) -> None:
        """Says what is wrong with a name that is being chosen, as one types."""
        others = {name: words for name, words in self.errors.items() if name != "username"}
        self.errors = others | _wrong_with(username, self.mode)

    @rx.event
    def hear(self, status: int, name: str, detail: dict[str, Any]) -> None:
        """Takes what the form's answer came to: no secret, and nothing it proves."""
        self._show(modes.screen_after(self._screen(), read_result(status, name, detail)))

    @rx.event
    def time_out(self) -> None:
        """A step's time is over."""
        self._show(modes.timed_out(self._screen()))

    @rx.event
    def give_up(self) -> None:
        """Somebody left the step they were at."""
        self._show(modes.gave_up(self._screen()))

    def _screen(self) -> Screen:
        return Screen(
            mode=self.mode,
            ways=tuple(self.ways),
            way=self.way,
            pin_alone=self.pin_alone,
            may_register=self.may_register,
            invited=self.invited,
            expires_in=self.expires_in,
            shortest=self.shortest,
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
        self.may_register = screen.may_register
        self.invited = screen.invited
        self.expires_in = screen.expires_in
        self.shortest = screen.shortest
        self.message = screen.message
        self.errors = dict(screen.errors)
        self.wait = screen.wait
        self.round = screen.round


def _wrong_with(username: str, mode: modes.Mode) -> dict[str, str]:
    if not username:
        return {}
    try:
        checked_founder_name(username) if mode == "setup" else checked_username(username)
    except ValueError as why:
        return {"username": str(why)}
    return {}
