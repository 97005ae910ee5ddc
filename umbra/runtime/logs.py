"""What the house writes down: one line an event, in UTC, to standard error."""

from __future__ import annotations

import logging
import time

NAME = "umbra"
_LINE = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"


def write_logs(level: str) -> None:
    """Lets the loggers of the house write from `level` on; saying it twice changes nothing."""
    logger = logging.getLogger(NAME)
    logger.setLevel(level.upper())
    if not any(isinstance(handler, _Lines) for handler in logger.handlers):
        logger.addHandler(_Lines())


class _Lines(logging.StreamHandler):  # pyright: ignore[reportMissingTypeArgument]
    def __init__(self) -> None:
        super().__init__()
        formatter = logging.Formatter(_LINE, datefmt="%Y-%m-%dT%H:%M:%S")
        formatter.converter = time.gmtime
        self.setFormatter(formatter)
