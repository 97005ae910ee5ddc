"""The lock screen's state. It never holds a secret: forms send those straight to the API."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts.access.tab_redirect import TabRedirectState
from umbra.accounts.lock_screen import modes
from umbra.accounts.lock_screen.modes import Screen
from umbra.accounts.lock_screen.reports import read_browser_status
from umbra.accounts.primitives.usernames import checked_founder_name, checked_username
from umbra.accounts.secret_forms.feedback import FormFeedback
from umbra.accounts.secret_forms.form_result import read_result


class LockState(FormFeedback, rx.State):
    """The state variables of `modes.Screen`.

    Anonymous callers may send all of these events with any values. So the handlers read no data,
    and the state authorizes nothing.
    """

    mode: rx.Field[modes.Mode] = rx.field("opening")
    methods: rx.Field[list[modes.Method]] = rx.field(default_factory=list)
    method: rx.Field[modes.Method] = rx.field("password")
    pin_alone: rx.Field[bool] = rx.field(False)
    may_register: rx.Field[bool] = rx.field(False)
    invited: rx.Field[bool] = rx.field(False)
    expires_in: rx.Field[int] = rx.field(0)
    password_min_length: rx.Field[int] = rx.field(Screen().password_min_length)

    @rx.event
    async def arrive(self, standing: dict[str, Any]) -> Any:
        """Receives the sign-in status that the API returned to the browser.

        A tab that is still locked although its session is unlocked or ended missed a notification,
        and reloads.
        """
        status = read_browser_status(standing)
        self._show(modes.after_status(self._screen(), status))
        redirect = await self.get_state(TabRedirectState)
        return rx.State.hydrate_and_load() if redirect.locked and not status.locked else None

    @rx.event
    def look(self) -> None:
        """Does nothing by itself: the event guard tells a locked tab whether a reminder is due.

        Live delivery sends it to locked tabs when an alert changed.
        """

    @rx.event
    def choose_way(self, way: str) -> None:
        """Switches to another sign-in method, if it is offered."""
        self._show(modes.after_method_choice(self._screen(), way))

    @rx.event
    def choose_mode(self, mode: str) -> None:
        """Switches between sign-in and registration, or answers the offer of a second factor."""
        self._show(modes.after_mode_choice(self._screen(), mode))

    @rx.event
    def weigh_name(self, username: str) -> None:
        """Validates a new user name while the user types. Whether it is taken is not checked."""
        others = {name: error for name, error in self.errors.items() if name != "username"}
        self.errors = others | _name_error(username, self.mode)

    @rx.event
    def hear(self, status: int, name: str, detail: dict[str, Any]) -> None:
        """Receives the form's result, which contains no secret and authorizes nothing."""
        self._show(modes.after_result(self._screen(), read_result(status, name, detail)))

    @rx.event
    def time_out(self) -> None:
        """Leaves an expired step."""
        self._show(modes.after_timeout(self._screen()))

    @rx.event
    def give_up(self) -> None:
        """Starts over after the user left the step, or signed out while locked."""
        self._show(modes.after_leaving(self._screen()))

    def _screen(self) -> Screen:
        return Screen(
            mode=self.mode,
            methods=tuple(self.methods),
            method=self.method,
            pin_alone=self.pin_alone,
            may_register=self.may_register,
            invited=self.invited,
            expires_in=self.expires_in,
            password_min_length=self.password_min_length,
            message=self.message,
            errors=dict(self.errors),
            wait=self.wait,
            round=self.round,
        )

    def _show(self, screen: Screen) -> None:
        self.mode = screen.mode
        self.methods = list(screen.methods)
        self.method = screen.method
        self.pin_alone = screen.pin_alone
        self.may_register = screen.may_register
        self.invited = screen.invited
        self.expires_in = screen.expires_in
        self.password_min_length = screen.password_min_length
        self.message = screen.message
        self.errors = dict(screen.errors)
        self.wait = screen.wait
        self.round = screen.round


def _name_error(username: str, mode: modes.Mode) -> dict[str, str]:
    if not username:
        return {}
    try:
        checked_founder_name(username) if mode == "setup" else checked_username(username)
    except ValueError as error:
        return {"username": str(error)}
    return {}
