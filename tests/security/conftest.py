"""The security tests share the fixtures of the account tests."""

from __future__ import annotations

from tests.accounts.conftest import (
    browser,
    browsers,
    configuration,
    database,
    hasher,
    stranger,
)

__all__ = ["browser", "browsers", "configuration", "database", "hasher", "stranger"]
