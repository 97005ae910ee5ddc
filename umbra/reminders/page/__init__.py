"""The reminder page: the list with its filters, usable by keyboard alone, and the side panel."""

from umbra.reminders.page.history import history_page
from umbra.reminders.page.list_page import REMINDER_PAGE
from umbra.reminders.page.page import reminders_page

__all__ = ["REMINDER_PAGE", "history_page", "reminders_page"]
