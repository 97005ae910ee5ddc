"""The first-run setup: creates the first account, an admin, with a password or a PIN."""

from __future__ import annotations

import reflex as rx

from umbra import ui
from umbra.accounts.lock_screen import card
from umbra.accounts.lock_screen.state import LockState


def setup_mode() -> rx.Component:
    return card.mode(
        "setup",
        "Set up UMBRA",
        "Create the admin account.",
        card.form(
            "/api/auth/setup",
            _code_field(),
            _method_choice(),
            rx.cond(LockState.method == "pin", _with_pin(), _with_password()),
            card.zone_field(),
            submit="Set up and sign in",
            focus_key=LockState.method,
            offers_mfa=True,
        ),
    )


def _code_field() -> rx.Component:
    """Returns the setup code field. It is hidden while filled in by the link and not refused."""
    return ui.text_field(
        "Setup code",
        id="setup_code",
        name="setup_code",
        size="lg",
        error=card.error("setup_code"),
        hint="From the link that UMBRA printed when it started.",
        auto_complete="off",
        auto_capitalize="none",
        spell_check=False,
        required=True,
        custom_attrs={"data-missing": "Type the setup code."},
    )


def _method_choice() -> rx.Component:
    return ui.segmented(
        "How you will sign in",
        (ui.Option("password", "With a password"), ui.Option("pin", "PIN only")),
        name="way",
        value=LockState.method,
        on_change=LockState.choose_way,
        wide=True,
    )


def _with_password() -> rx.Component:
    return rx.fragment(card.name_fields(), card.new_password_field())


def _with_pin() -> rx.Component:
    return card.pin_field("new-password", hint="4 to 12 digits. 6 or more are better.")
