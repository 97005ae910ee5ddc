"""The calendar page."""

from umbra.calendar.page.page import calendar_page

__all__ = ["calendar_page"]
