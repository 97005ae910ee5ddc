"""The server's log: one line per record, with the time in UTC, on standard error."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable

NAME = "umbra"
_LINE = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"

REPEAT_SECONDS = 60.0
"""Seconds in which the same warning or error is written once."""

_MOST_MESSAGES = 200
"""Messages remembered at the same time."""


def write_logs(level: str) -> None:
    """Makes UMBRA's loggers write records of `level` and above. Idempotent."""
    logger = logging.getLogger(NAME)
    logger.setLevel(level.upper())
    if not any(isinstance(handler, _LineHandler) for handler in logger.handlers):
        logger.addHandler(_LineHandler())


class RepeatFilter(logging.Filter):
    """Rate limit of the log: a repeated warning or error is counted instead of written.

    Messages within REPEAT_SECONDS after the same message are counted; the next one written
    includes their number.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._known: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        key = (record.name, record.getMessage())
        now = self._now()
        written, count = self._known.get(key, (now - REPEAT_SECONDS, 0))
        if now - written < REPEAT_SECONDS:
            self._known[key] = (written, count + 1)
            return False
        if count:
            record.msg, record.args = f"{key[1]} ({count} more times since the last line)", ()
        self._known[key] = (now, 0)
        self._known.move_to_end(key)
        if len(self._known) > _MOST_MESSAGES:
            self._known.popitem(last=False)
        return True


class _LineHandler(logging.StreamHandler):  # pyright: ignore[reportMissingTypeArgument]
    def __init__(self) -> None:
        super().__init__()
        formatter = logging.Formatter(_LINE, datefmt="%Y-%m-%dT%H:%M:%S")
        formatter.converter = time.gmtime
        self.setFormatter(formatter)
        self.addFilter(RepeatFilter())
