"""The parts of a page that shows events: panel, quick entry and dialogs."""

from umbra.events.page.dialogs import event_dialogs
from umbra.events.page.panel import event_panel
from umbra.events.page.quick import quick_form

__all__ = ["event_dialogs", "event_panel", "quick_form"]
