"""Fixtures of the tests of events."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.recurrence.conftest import steps

__all__ = ["machine_zone", "steps"]


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Auckland"])
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The time zone of the machine, on which no result may depend."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()
