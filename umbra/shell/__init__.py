"""The frame of a signed-in page: navigation, top bar, account menu, theme, keys."""

from umbra.shell.frame import for_admins, page_frame
from umbra.shell.state import ShellState

__all__ = ["ShellState", "for_admins", "page_frame"]
