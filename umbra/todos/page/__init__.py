"""The todo page: the list with its filters, usable by keyboard alone, and the side panel."""

from umbra.todos.page.page import todos_page

__all__ = ["todos_page"]
