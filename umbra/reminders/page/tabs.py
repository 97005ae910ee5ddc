"""The two views of reminders: the list, and the history of alerts."""

from __future__ import annotations

import reflex as rx

from umbra.reminders.kind import REMINDER
from umbra.reminders.state.history import PATH
from umbra.ui.page_tabs import PageTab, page_tabs

_TABS = (PageTab("list", "Reminders", REMINDER.path), PageTab("history", "History", PATH))


def reminder_tabs(active: str) -> rx.Component:
    """The tabs above both views."""
    return page_tabs("Views of reminders", _TABS, active=active)
