"""The todo page: what is to be done, as a list one can work through without a mouse."""

from umbra.todos.page.page import todos_page

__all__ = ["todos_page"]
