"""The state of the page of people: the list, and the side panel of a person."""

from umbra.people.state.editor import PersonEditor
from umbra.people.state.list import PersonList

__all__ = ["PersonEditor", "PersonList"]
