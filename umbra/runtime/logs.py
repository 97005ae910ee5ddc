"""What the house writes down: one line an event, in UTC, to standard error."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable

NAME = "umbra"
_LINE = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"

SAME_FOR = 60.0
"""Seconds in which the same warning or error is written once."""

_MOST_KNOWN = 200


def write_logs(level: str) -> None:
    """Lets the loggers of the house write from `level` on; saying it twice changes nothing."""
    logger = logging.getLogger(NAME)
    logger.setLevel(level.upper())
    if not any(isinstance(handler, _Lines) for handler in logger.handlers):
        logger.addHandler(_Lines())


class Repeats(logging.Filter):
    """Counts a warning or error that was written within the last minute, instead of writing it.

    How often it came is written with the first one after that minute.
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
        written, count = self._known.get(key, (now - SAME_FOR, 0))
        if now - written < SAME_FOR:
            self._known[key] = (written, count + 1)
            return False
        if count:
            record.msg, record.args = f"{key[1]} ({count} more times since the last line)", ()
        self._known[key] = (now, 0)
        self._known.move_to_end(key)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return True


class _Lines(logging.StreamHandler):  # pyright: ignore[reportMissingTypeArgument]
    def __init__(self) -> None:
        super().__init__()
        formatter = logging.Formatter(_LINE, datefmt="%Y-%m-%dT%H:%M:%S")
        formatter.converter = time.gmtime
        self.setFormatter(formatter)
        self.addFilter(Repeats())
