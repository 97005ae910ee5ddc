"""The tests of one's own security share the house and its browsers with those of the way in."""

from __future__ import annotations

from tests.accounts.conftest import (
    browser,
    browsers,
    configuration,
    hasher,
    house,
    stranger,
)

__all__ = ["browser", "browsers", "configuration", "hasher", "house", "stranger"]
