"""The lock screen's page: one card over the ambient background, one component a mode."""

from __future__ import annotations

import reflex as rx

from umbra import ui
from umbra.accounts.lock_screen.login import login_mode
from umbra.accounts.lock_screen.setup import setup_mode
from umbra.accounts.lock_screen.state import LockState
from umbra.accounts.session_gate import send_on


def lock_page() -> rx.Component:
    return rx.el.main(
        ui.ambient(),
        send_on(to=LockState.send_on_to),
        rx.el.div(
            _brand(),
            rx.el.section(_mode(), class_name="lock__card", aria_label="Lock screen"),
            class_name="lock__column",
        ),
        class_name="lock",
    )


def _mode() -> rx.Component:
    return rx.fragment(
        rx.match(
            LockState.mode,
            ("setup", setup_mode()),
            ("login", login_mode()),
            _waiting(),
        )
    )


def _waiting() -> rx.Component:
    """Until the house says who is asked for, and while one is sent on."""
    return rx.el.div(ui.spinner("One moment"), class_name="lock__waiting")


def _brand() -> rx.Component:
    return rx.el.div(ui.logo("lg"), class_name="lock__brand")
