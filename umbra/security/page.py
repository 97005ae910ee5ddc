"""The security page: password, PIN, second factor, sessions, API tokens and the audit log."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import ObjectVar

from umbra import ui
from umbra.security.dialogs import dialogs
from umbra.security.state import FEW_CODES, DialogName, SecurityState
from umbra.security.words import LogCard, SessionCard, TokenCard
from umbra.ui.kinds import Child, Text


def security_page() -> rx.Component:
    return rx.el.div(
        ui.awaited(
            rx.fragment(_secrets(), _second_factor(), _sessions(), _tokens(), _log()),
            loaded=SecurityState.loaded,
            on_retry=SecurityState.load,
            label="Loading your security settings",
        ),
        *dialogs(),
        class_name="security",
    )


def _secrets() -> rx.Component:
    return ui.page_part(
        "Password and PIN",
        "How you sign in, and how you unlock a locked session.",
        _row(
            "Password",
            rx.cond(
                SecurityState.has_password,
                "Used to sign in and to unlock.",
                "Not set. You sign in with your PIN.",
            ),
            _dialog_button(
                rx.cond(SecurityState.has_password, "Change password", "Choose a password"),
                "password",
            ),
        ),
        rx.cond(SecurityState.has_pin | SecurityState.pin_allowed, _pin()),
        wide=True,
    )


def _pin() -> rx.Component:
    alone = ~SecurityState.has_password
    about = rx.cond(
        alone,
        "Used to sign in and to unlock.",
        rx.cond(
            SecurityState.has_pin,
            "Used to unlock. You can't sign in with it.",
            "A quick way to unlock. You can't sign in with it.",
        ),
    )
    return _row(
        "PIN",
        about,
        rx.cond(
            SecurityState.pin_allowed,
            _dialog_button(rx.cond(SecurityState.has_pin, "Change PIN", "Choose a PIN"), "pin"),
        ),
        rx.cond(
            SecurityState.has_pin & SecurityState.has_password,
            _dialog_button("Remove PIN", "pin_off"),
        ),
    )


def _second_factor() -> rx.Component:
    return ui.page_part(
        "Second factor",
        "A code from an authenticator app, in addition to your password.",
        rx.cond(SecurityState.totp_since != "", _factor_enabled(), _factor_disabled()),
        wide=True,
    )


def _factor_disabled() -> rx.Component:
    return _row(
        "Authenticator app",
        rx.cond(
            SecurityState.totp_required,
            "Off. This server requires a second factor.",
            "Off. Anyone who knows your password can sign in.",
        ),
        ui.button("Turn on", variant="primary", on_click=SecurityState.begin("totp_on", "", "")),
    )


def _factor_enabled() -> rx.Component:
    return rx.fragment(
        _row(
            "Authenticator app",
            rx.el.span("On since ", rx.el.span(SecurityState.totp_since, class_name="num")),
            rx.cond(
                SecurityState.totp_required,
                rx.el.span("Required on this server", class_name="dim"),
                _dialog_button("Turn off", "totp_off"),
            ),
        ),
        _row(
            "Backup codes",
            _codes_left(),
            _dialog_button("Create new codes", "codes"),
            id="backup-codes",
        ),
    )


def _codes_left() -> rx.Component:
    few = SecurityState.codes_left <= FEW_CODES
    count = rx.el.span(SecurityState.codes_left.to_string(), " of 10 left", class_name="num")
    return rx.cond(
        few,
        rx.el.span(
            ui.icon("warning", 12),
            count,
            rx.el.span(". Create new codes before you run out."),
            class_name="security__few",
        ),
        count,
    )


def _sessions() -> rx.Component:
    return ui.page_part(
        "Sessions",
        "Where you are signed in. Sign out any browser you don't recognise.",
        ui.listing(rx.foreach(SecurityState.sessions, _session), label="Sessions"),
        rx.cond(
            SecurityState.sessions.length() > 1,
            rx.el.div(
                _dialog_button("Sign out everywhere else", "end_others"),
                class_name="security__foot",
            ),
        ),
        wide=True,
    )


def _session(session: ObjectVar[SessionCard]) -> rx.Component:
    return ui.listed(
        session["device"],
        rx.el.span(session["seen"], class_name="num"),
        rx.el.span(session["created"], class_name="num"),
        leading=ui.icon("monitor"),
        trailing=(
            rx.cond(
                session["current"],
                ui.chip("This browser", tone="accent"),
                _end_button(
                    "Sign out", session["device"].to(str), "end_session", session["id"].to(str)
                ),
            ),
        ),
        key=session["id"],
    )


def _tokens() -> rx.Component:
    return ui.page_part(
        "API tokens",
        "Programs call the API with these instead of your password.",
        rx.cond(
            SecurityState.tokens.length() > 0,
            ui.listing(rx.foreach(SecurityState.tokens, _token), label="API tokens"),
            rx.el.p("No tokens yet.", class_name="dim"),
        ),
        rx.el.div(
            _dialog_button("Create a token", "token"),
            class_name="security__foot",
        ),
        wide=True,
    )


def _token(token: ObjectVar[TokenCard]) -> rx.Component:
    return ui.listed(
        token["name"],
        rx.el.span(token["scope"]),
        rx.el.span(token["used"], class_name="num"),
        rx.el.span(token["expires"], class_name="num"),
        leading=ui.icon("key"),
        trailing=(
            rx.cond(token["is_expired"], ui.chip("Expired")),
            _end_button("Revoke", token["name"].to(str), "end_token", token["id"].to(str)),
        ),
        key=token["id"],
    )


def _log() -> rx.Component:
    return ui.page_part(
        "Log",
        "Sign-ins, refused attempts and changes, latest first.",
        rx.cond(
            SecurityState.entries.length() > 0,
            ui.listing(rx.foreach(SecurityState.entries, _entry), label="Log"),
            rx.el.p("No entries yet.", class_name="dim"),
        ),
        rx.cond(
            SecurityState.has_more,
            rx.el.div(
                ui.button("Show more", on_click=SecurityState.show_more),
                class_name="security__foot",
            ),
        ),
        wide=True,
    )


def _entry(entry: ObjectVar[LogCard]) -> rx.Component:
    return ui.listed(
        entry["title"],
        rx.el.span(entry["about"]),
        trailing=(
            rx.cond(entry["result"] != "", ui.chip(entry["result"], tone=entry["tone"].to(str))),
            rx.el.span(entry["when"], class_name="security__when num"),
        ),
        key=entry["id"],
    )


def _row(title: str, about: Child, *buttons: Child, **attributes: Any) -> rx.Component:
    """One secret: its title and description, with the buttons of its dialogs."""
    return rx.el.div(
        rx.el.div(
            rx.el.h3(title, class_name="security__title"),
            rx.el.p(about, class_name="dim"),
            class_name="security__words",
        ),
        rx.el.div(*buttons, class_name="security__acts"),
        class_name="security__line",
        **attributes,
    )


def _dialog_button(label: Text, name: DialogName) -> rx.Component:
    return ui.button(label, on_click=SecurityState.begin(name, "", ""))


def _end_button(
    label: str, subject_name: rx.Var[str], name: DialogName, subject: rx.Var[str]
) -> rx.Component:
    return ui.button(
        label,
        size="sm",
        aria_label=f"{label} {subject_name}",
        on_click=SecurityState.begin(name, subject, subject_name),
    )
