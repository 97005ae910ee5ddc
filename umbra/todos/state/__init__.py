"""The todo page's state: the list, and the panel of one todo."""

from umbra.todos.state.editor import TodoEditor
from umbra.todos.state.list import TodoList

__all__ = ["TodoEditor", "TodoList"]
