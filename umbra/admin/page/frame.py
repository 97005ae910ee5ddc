"""The tabs above every admin page."""

from __future__ import annotations

from typing import Literal

import reflex as rx

from umbra import ui
from umbra.ui.kinds import Child

AdminTab = Literal["overview", "accounts", "invites", "policy", "log"]

TABS = (
    ui.PageTab("overview", "Overview", "/admin"),
    ui.PageTab("accounts", "Accounts", "/admin/accounts"),
    ui.PageTab("invites", "Invitations", "/admin/invites"),
    ui.PageTab("policy", "Policy", "/admin/policy"),
    ui.PageTab("log", "Log", "/admin/log"),
)


def admin_page(active: AdminTab, *content: Child) -> rx.Component:
    """`content` below the tabs. The composition root adds the frame of a signed-in page."""
    return rx.el.div(ui.page_tabs("Admin", TABS, active=active), *content, class_name="admin stack")
