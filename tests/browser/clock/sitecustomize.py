"""Sets UMBRA's clock CLOCK_AHEAD seconds ahead of the machine's, in every process that starts.

Python imports this module at its start from a folder on PYTHONPATH. The server's worker processes
are spawned, so that a change in the first process would not reach them.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from umbra.core.clock import SystemClock

_AHEAD = timedelta(seconds=float(os.environ["CLOCK_AHEAD"]))


def _now(self: SystemClock) -> datetime:
    return datetime.now(UTC) + _AHEAD


SystemClock.now = _now
