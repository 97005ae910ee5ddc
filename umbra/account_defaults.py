"""What every owner begins with, from whichever door an account comes: app or command line."""

from __future__ import annotations

from umbra.accounts.directory import account_creation
from umbra.preferences.defaults import begin_settings


def fill_births() -> None:
    """Lets new accounts begin with what each feature gives them."""
    account_creation.births[:] = [begin_settings]
