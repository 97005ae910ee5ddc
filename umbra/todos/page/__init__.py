"""The todo page: the list with its filters, usable by keyboard alone, and the side panel."""

from umbra.todos.page.list_page import TODO_PAGE
from umbra.todos.page.page import todos_page

__all__ = ["TODO_PAGE", "todos_page"]
