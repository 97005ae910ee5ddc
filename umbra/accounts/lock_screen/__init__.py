"""The lock screen: one card over the ambient background, one component a mode."""

from umbra.accounts.lock_screen.page import lock_page, locked_tab
from umbra.accounts.lock_screen.state import LockState

__all__ = ["LockState", "lock_page", "locked_tab"]
