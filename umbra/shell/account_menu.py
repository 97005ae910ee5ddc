"""The account menu: account name, theme, settings, security, admin, lock, sign out."""

from __future__ import annotations

from typing import Literal

import reflex as rx

from umbra.accounts.access.session_gate import lock_session, sign_out
from umbra.shell.navigation import SECURITY
from umbra.shell.state import ShellState
from umbra.ui.avatar import avatar
from umbra.ui.icon import icon
from umbra.ui.kinds import Align
from umbra.ui.link import link
from umbra.ui.popover import popover
from umbra.ui.segmented import Option, segmented
from umbra.ui.shortcuts import SHEET, attributes, hint, open_sheet, register
from umbra.ui.text import kbd

LOCK_KEY = register("L L", "Lock (Shift+L, twice)")
LOCK_ID = "lock-now"

THEME_OPTIONS = (
    Option("light", "Light", "sun"),
    Option("dark", "Dark", "moon"),
    Option("system", "System", "monitor"),
)


def account_menu(place: Literal["sidebar", "topbar"]) -> rx.Component:
    """The menu and its button, which shows the name in the sidebar and initials in the top bar."""
    align: Align = "start" if place == "sidebar" else "end"
    return popover(
        _button(place),
        _signed_in_account(),
        rx.el.div(_theme(place), class_name="account__theme"),
        link(
            icon("settings"),
            rx.el.span("Settings", class_name="menu__label"),
            href="/settings",
            class_name="menu__item",
            data_closes=True,
        ),
        link(
            icon("shield"),
            rx.el.span("Security", class_name="menu__label"),
            rx.el.span(hint(SECURITY.keys), class_name="menu__hint"),
            href=SECURITY.href,
            class_name="menu__item",
            data_closes=True,
        ),
        rx.cond(
            ShellState.role == "admin",
            link(
                icon("users"),
                rx.el.span("Admin", class_name="menu__label"),
                href="/admin",
                class_name="menu__item",
                data_closes=True,
            ),
        ),
        rx.el.button(
            icon("keyboard"),
            rx.el.span("Keyboard shortcuts", class_name="menu__label"),
            rx.el.span(hint(SHEET), class_name="menu__hint"),
            type="button",
            class_name="menu__item account__keys",
            data_closes=True,
            on_click=open_sheet(),
        ),
        rx.el.div(class_name="menu__separator"),
        _lock(),
        sign_out(
            rx.el.button(
                icon("sign-out"),
                rx.el.span("Sign out", class_name="menu__label"),
                type="submit",
                class_name="menu__item",
            )
        ),
        label="Account",
        align=align,
        class_name=f"account account--{place}",
    )


def _button(place: Literal["sidebar", "topbar"]) -> rx.Component:
    parts = [avatar(ShellState.initials)]
    if place == "sidebar":
        parts.append(rx.el.span(ShellState.display_name, class_name="account__name"))
        parts.append(icon("chevron-down", 12, "account__chevron"))
    return rx.el.button(
        *parts,
        type="button",
        aria_label="Account",
        class_name="account__button",
        data_slim_tip="Account",
    )


def hidden_lock_button() -> rx.Component:
    """The button that the lock shortcut clicks: the menu's own exists only once it is opened."""
    return lock_session(
        rx.el.button("Lock", type="submit", id=LOCK_ID, hidden=True), class_name="lock-by-keys"
    )


def _lock() -> rx.Component:
    return lock_session(
        rx.el.button(
            icon("lock"),
            rx.el.span("Lock", class_name="menu__label"),
            rx.el.span(kbd("⇧L", "⇧L"), class_name="menu__hint"),
            type="submit",
            class_name="menu__item",
            **attributes(LOCK_KEY),
        )
    )


def _signed_in_account() -> rx.Component:
    return rx.el.div(
        avatar(ShellState.initials),
        rx.el.div(
            rx.el.div(ShellState.display_name, class_name="account__display"),
            rx.el.div(ShellState.username, class_name="account__username"),
            class_name="account__words",
        ),
        class_name="account__who",
    )


def _theme(place: str) -> rx.Component:
    return segmented(
        "Theme",
        THEME_OPTIONS,
        name=f"theme-{place}",
        value=ShellState.theme,
        on_change=ShellState.choose_theme,
        wide=True,
    )
