"""The state of the todo page: the list, and the side panel of a todo."""

from umbra.todos.state.list import TodoEditor, TodoList

__all__ = ["TodoEditor", "TodoList"]
