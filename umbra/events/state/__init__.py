"""The states of the event panel, the quick entry, and the changes of events from a page."""

from umbra.events.state.changes import EventChanges
from umbra.events.state.editor import EventEditor
from umbra.events.state.move import EventMove
from umbra.events.state.quick import QuickEntry

__all__ = ["EventChanges", "EventEditor", "EventMove", "QuickEntry"]
