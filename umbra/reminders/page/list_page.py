"""The reminder page as the shared parts of a list page need it."""

from __future__ import annotations

from umbra.items.page.list_page import ListPage
from umbra.reminders.state import ReminderEditor, ReminderList
from umbra.reminders.state.list_kind import REMINDER_LIST

REMINDER_PAGE = ListPage(
    kind=REMINDER_LIST,
    items=ReminderList,
    editor=ReminderEditor,
    sorts={"due": "By when they are due"},
    sections={
        "missed": "Missed",
        "today": "Today",
        "later": "Later",
        "dismissed": "Dismissed",
    },
)
