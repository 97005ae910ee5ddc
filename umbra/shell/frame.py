"""The frame around every signed-in page."""

from __future__ import annotations

from typing import Literal

import reflex as rx
from reflex_components_core.el.elements.inline import A  # rx.el.a is the router's link

from umbra.accounts.access.session_gate import idle_watch, session_gate
from umbra.accounts.access.tab_redirect import TabRedirectState
from umbra.accounts.lock_screen import locked_tab
from umbra.accounts.reauth import reauth_dialog
from umbra.accounts.secret_forms.secret_view import unsaved_codes
from umbra.security.notices import notices_banner
from umbra.shell import slots
from umbra.shell.account_menu import LOCK_ID, LOCK_KEY, account_menu, hidden_lock_button
from umbra.shell.navigation import bottom_links, navigation_shortcuts, sidebar_links
from umbra.shell.state import ShellState
from umbra.ui.awaited import awaited
from umbra.ui.button import link_button
from umbra.ui.kinds import Child, Text
from umbra.ui.link import link
from umbra.ui.logo import logo
from umbra.ui.shortcuts import register, shortcut, shortcut_sheet
from umbra.ui.states import empty_state
from umbra.ui.theme import theme_sync

SIDEBAR_KEY = register("[", "Collapse or expand the sidebar")
TOGGLE_ID = "sidebar-toggle"
CONTENT_ID = "content"

ActivePage = Literal[
    "dashboard",
    "todos",
    "calendar",
    "projects",
    "people",
    "reminders",
    "locations",
    "trash",
    "settings",
    "security",
    "admin",
]
"""The pages that the navigation can mark as the current one."""


class _SidebarToggle(rx.Component):
    library = rx.asset("sidebar.jsx", shared=True).importable_path
    tag = "SidebarToggle"


def page_frame(
    *content: Child,
    title: Text,
    active: ActivePage,
    actions: tuple[Child, ...] = (),
    width: Literal["page", "full"] = "page",
) -> rx.Component:
    """`content` with navigation, top bar and account menu around it.

    `title` is the page's h1, `active` the current entry of the navigation; `actions` are shown
    at the end of the top bar. The page's `on_load` must include `ShellState.load`. A
    `side_panel` may be anywhere in the content. While the session is locked, the lock screen
    replaces the page.
    """
    return rx.fragment(
        rx.cond(
            TabRedirectState.locked, locked_tab(), _shell(content, title, active, actions, width)
        ),
        session_gate(),
        *(part() for part in slots.beside),
    )


def for_admins(*content: Child) -> rx.Component:
    """`content` for admins; other accounts see a message instead.

    This is not the authorization: the event guard refuses the data to other accounts.
    """
    refusal = empty_state(
        "Admins only",
        "This page is for the admins of this server. Ask one of them for changes.",
        link_button("Go to the dashboard", "/"),
        name="lock",
    )
    shown = rx.cond(ShellState.role == "admin", rx.fragment(*content), refusal)
    return awaited(shown, loaded=ShellState.role != "", on_retry=ShellState.load, rows=3)


def _shell(
    content: tuple[Child, ...],
    title: Text,
    active: str,
    actions: tuple[Child, ...],
    width: str,
) -> rx.Component:
    """The page and its frame, which leave the document as soon as the session is locked."""
    return rx.el.div(
        A.create("Skip to content", href=f"#{CONTENT_ID}", class_name="skip"),
        _sidebar(active),
        rx.el.main(
            _topbar(title, actions),
            unsaved_codes("/security#backup-codes"),
            notices_banner(links_to_security=active != "security"),
            rx.el.div(
                *content, id=CONTENT_ID, tab_index=-1, class_name=f"content content--{width}"
            ),
            class_name="shell__main",
        ),
        rx.el.nav(bottom_links(active), aria_label="Main", class_name="bottombar"),
        theme_sync(ShellState.theme, ShellState.accent),
        navigation_shortcuts(),
        shortcut(SIDEBAR_KEY, target=TOGGLE_ID),
        shortcut(LOCK_KEY, target=LOCK_ID),
        hidden_lock_button(),
        shortcut_sheet(),
        reauth_dialog(),
        idle_watch(minutes=ShellState.auto_lock_minutes),
        class_name="shell",
    )


def _sidebar(active: str) -> rx.Component:
    return rx.el.nav(
        rx.el.div(
            link(
                logo(),
                href="/",
                class_name="sidebar__home",
                aria_label="Umbra: go to the dashboard",
            ),
            _SidebarToggle.create(id=TOGGLE_ID),
            class_name="sidebar__head",
        ),
        sidebar_links(active),
        account_menu("sidebar"),
        aria_label="Main",
        class_name="sidebar",
    )


def _topbar(title: Text, actions: tuple[Child, ...]) -> rx.Component:
    return rx.el.header(
        rx.el.h1(title, class_name="topbar__title"),
        rx.el.div(
            *actions,
            *(part() for part in slots.topbar),
            account_menu("topbar"),
            class_name="topbar__actions",
        ),
        class_name="topbar",
    )
