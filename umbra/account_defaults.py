"""The initial data of a new account, whether the app or the command line creates it."""

from __future__ import annotations

from umbra.accounts.directory import account_creation
from umbra.preferences.defaults import create_settings


def register_account_defaults() -> None:
    """Registers the hooks that write the initial data of each feature for a new account."""
    account_creation.on_account_created[:] = [create_settings]
