"""The server's log: its format, its level, and the filter for repeated messages."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest

from umbra.runtime.logs import NAME, REPEAT_SECONDS, RepeatFilter, write_logs


@pytest.fixture(autouse=True)
def _restored_logger() -> Iterator[None]:
    logger = logging.getLogger(NAME)
    level, handlers = logger.level, list(logger.handlers)
    yield
    logger.setLevel(level)
    logger.handlers[:] = handlers


def test_a_line_contains_the_time_the_level_the_logger_and_the_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_logs("info")
    logging.getLogger("umbra.accounts").info("Signed in.")
    line = capsys.readouterr().err
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO umbra\.accounts: Signed in\.\n", line
    )


def test_records_below_the_level_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs("warning")
    logging.getLogger("umbra.accounts").info("Signed in.")
    assert capsys.readouterr().err == ""


def test_setting_up_the_log_twice_writes_each_record_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_logs("info")
    write_logs("info")
    logging.getLogger("umbra").error("Broken.")
    assert len(capsys.readouterr().err.splitlines()) == 1


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def record(text: str, level: int = logging.WARNING) -> logging.LogRecord:
    return logging.LogRecord("umbra.somewhere", level, "", 0, text, (), None)


def test_the_same_warning_within_a_minute_is_written_once_and_then_counted() -> None:
    clock = Clock()
    repeats = RepeatFilter(clock)
    written = [repeats.filter(record("The database is away.")) for _ in range(300)]
    assert written == [True, *[False] * 299]
    clock.now = REPEAT_SECONDS
    later = record("The database is away.")
    assert repeats.filter(later)
    assert later.getMessage() == "The database is away. (299 more times since the last line)"
    clock.now = 2 * REPEAT_SECONDS
    alone = record("The database is away.")
    assert repeats.filter(alone)
    assert alone.getMessage() == "The database is away."


def test_other_warnings_and_lower_levels_are_all_written() -> None:
    repeats = RepeatFilter(Clock())
    assert all(repeats.filter(record(f"Warning {number}")) for number in range(1000))
    assert all(repeats.filter(record("setup ok", logging.INFO)) for _ in range(1000))
    assert len(repeats._known) <= 200
