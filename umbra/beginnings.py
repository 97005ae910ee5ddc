"""What every owner begins with, from whichever door an account comes: app or command line."""

from __future__ import annotations

from umbra.accounts import admitting
from umbra.preferences.beginnings import begin_settings


def fill_births() -> None:
    """Lets new accounts begin with what each feature gives them."""
    admitting.births[:] = [begin_settings]
