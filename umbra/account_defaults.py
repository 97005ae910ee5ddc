"""What every owner begins with, from whichever door an account comes: app or command line."""

from __future__ import annotations

from umbra.accounts.directory import account_creation
from umbra.preferences.defaults import create_settings


def register_account_defaults() -> None:
    """Lets new accounts begin with what each feature gives them."""
    account_creation.on_account_created[:] = [create_settings]
