"""The offer of a second factor after the first-run setup, and its setup."""

from __future__ import annotations

import reflex as rx

from umbra import ui
from umbra.accounts.lock_screen import card
from umbra.accounts.lock_screen.state import LockState
from umbra.accounts.lock_screen.step_modes import enrolment_mode

NOT_NOW = "Later"


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
                NOT_NOW,
                variant="ghost",
                size="lg",
                wide=True,
                on_click=LockState.choose_mode("away"),
            ),
            class_name="lock__choices",
        ),
    )


def enrol_mode() -> rx.Component:
    return enrolment_mode(
        "enrol",
        "/api/auth/totp/setup",
        "/api/auth/totp/confirm",
        card.foot(card.mode_switch(NOT_NOW, "away")),
    )
