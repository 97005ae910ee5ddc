"""The lock screen: sign-in, registration, first-run setup and unlocking, one component per mode."""

from umbra.accounts.lock_screen.page import lock_page, locked_tab
from umbra.accounts.lock_screen.state import LockState

__all__ = ["LockState", "lock_page", "locked_tab"]
