"""The lock screen's page: one card over the ambient background, one component per mode."""

from __future__ import annotations

import reflex as rx

from umbra import ui
from umbra.accounts.access.session_gate import redirect_signed_in
from umbra.accounts.lock_screen.arrival import status_report
from umbra.accounts.lock_screen.first_run import setup_mode
from umbra.accounts.lock_screen.login import login_mode
from umbra.accounts.lock_screen.modes import Mode
from umbra.accounts.lock_screen.offer import enrol_mode, offer_mode
from umbra.accounts.lock_screen.register import register_mode
from umbra.accounts.lock_screen.state import LockState
from umbra.accounts.lock_screen.step_modes import (
    codes_mode,
    confirm_mode,
    mfa_setup_mode,
    password_change_mode,
    totp_mode,
)
from umbra.accounts.lock_screen.unlock import unlock_mode


def lock_page() -> rx.Component:
    """Returns the lock screen's page, which shows the mode of this browser."""
    return rx.fragment(
        redirect_signed_in(active=LockState.mode == "away"),
        _screen(
            ("setup", setup_mode()),
            ("offer", offer_mode()),
            ("enrol", enrol_mode()),
            ("login", login_mode()),
            ("register", register_mode()),
            ("totp", totp_mode()),
            ("password_change", password_change_mode()),
            ("confirm", confirm_mode()),
            ("mfa_setup", mfa_setup_mode()),
            ("codes", codes_mode()),
            ("locked", unlock_mode()),
        ),
    )


def locked_tab() -> rx.Component:
    """Returns the card that replaces a signed-in page while its session is locked."""
    return _screen(("locked", unlock_mode()))


def _screen(*modes: tuple[Mode, rx.Component]) -> rx.Component:
    return rx.el.main(
        ui.ambient(),
        status_report(mode=LockState.mode, method=LockState.method, on_arrival=LockState.arrive),
        rx.el.div(
            _brand(),
            rx.el.section(
                rx.fragment(rx.match(LockState.mode, *modes, _waiting())),
                class_name="lock__card",
                aria_label="Lock screen",
            ),
            class_name="lock__column",
        ),
        class_name="lock",
    )


def _waiting() -> rx.Component:
    """Returns the spinner shown until the status is known, and during a redirect."""
    return rx.el.div(ui.spinner("One moment"), class_name="lock__waiting")


def _brand() -> rx.Component:
    return rx.el.div(ui.logo("lg"), class_name="lock__brand")
