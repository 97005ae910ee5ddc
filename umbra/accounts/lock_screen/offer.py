"""After first-run setup: a second factor is offered, and set up if one likes."""

from __future__ import annotations

import reflex as rx

from umbra import ui
from umbra.accounts.lock_screen import card
from umbra.accounts.lock_screen.state import LockState
from umbra.accounts.lock_screen.step_modes import enrolling

LATER = "Later"


def offer_mode() -> rx.Component:
    return card.mode(
        "offer",
        "UMBRA is ready",
        "Add a second factor, so that your password or PIN alone is not enough to sign in.",
        rx.el.div(
            ui.button(
                "Add a second factor",
                variant="primary",
                size="lg",
                wide=True,
                auto_focus=True,
                on_click=LockState.choose_mode("enrol"),
            ),
            ui.button(
                LATER,
                variant="ghost",
                size="lg",
                wide=True,
                on_click=LockState.choose_mode("away"),
            ),
            class_name="lock__choices",
        ),
    )


def enrol_mode() -> rx.Component:
    return enrolling(
        "enrol",
        "/api/auth/totp/setup",
        "/api/auth/totp/confirm",
        card.foot(card.mode_switch(LATER, "away")),
    )
