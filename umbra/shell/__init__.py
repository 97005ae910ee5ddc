"""The frame of signed-in pages: navigation, top bar, account menu, theme, shortcuts."""

from umbra.shell.frame import for_admins, page_frame
from umbra.shell.state import ShellState

__all__ = ["ShellState", "for_admins", "page_frame"]
