"""The state of the reminder page: the list, and the side panel of a reminder."""

from umbra.reminders.state.list import ReminderEditor, ReminderList

__all__ = ["ReminderEditor", "ReminderList"]
