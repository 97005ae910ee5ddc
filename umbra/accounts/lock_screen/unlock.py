"""Unlocking a locked session by password or PIN."""

from __future__ import annotations

import reflex as rx

from umbra.accounts.access.tab_redirect import TabRedirectState
from umbra.accounts.lock_screen import card
from umbra.accounts.lock_screen.state import LockState
from umbra.ui.icon import icon


def unlock_mode() -> rx.Component:
    by_pin = LockState.method == "pin"
    due = rx.cond(
        TabRedirectState.reminder_due,
        rx.el.p(icon("bell"), "A reminder is due", class_name="lock__due"),
    )
    return card.mode(
        "locked",
        "Locked",
        rx.cond(
            by_pin,
            "Type your PIN to unlock.",
            "Type your password to unlock.",
        ),
        rx.el.div(due, role="status"),
        card.form(
            "/api/auth/unlock",
            rx.cond(
                by_pin,
                card.pin_field("current-password"),
                card.password_field("current-password"),
            ),
            submit="Unlock",
            focus_key=LockState.method,
        ),
        card.foot(
            rx.cond(
                LockState.methods.length() > 1,
                rx.cond(
                    by_pin,
                    card.method_switch("Use your password instead", "password"),
                    card.method_switch("Use your PIN instead", "pin"),
                ),
            ),
            card.leave_button("Sign out"),
        ),
    )
