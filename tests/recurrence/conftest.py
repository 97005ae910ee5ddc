"""The fixture that counts the engine's steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dateutil.rrule
import pytest

from tests.recurrence.kit import Steps
from umbra.recurrence import weeks
from umbra.recurrence.patterns import day_mask
from umbra.recurrence.series import last_start


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Steps]:
    """Counts each day set that dateutil makes: one a period, whether or not it matches."""
    counted = Steps()

    def counting(method: Any) -> Any:
        def wrapper(*args: Any) -> Any:
            counted.count += 1
            return method(*args)

        return wrapper

    for name in ("ydayset", "mdayset", "wdayset", "ddayset"):
        method = getattr(dateutil.rrule._iterinfo, name)
        monkeypatch.setattr(dateutil.rrule._iterinfo, name, counting(method))
    monkeypatch.setattr(weeks, "_matches_in_year", counting(weeks._matches_in_year))
    day_mask.cache_clear()
    last_start.cache_clear()
    yield counted
    day_mask.cache_clear()
    last_start.cache_clear()
