"""The log says when, how bad, where and what, from the chosen level on."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest

from umbra.runtime.logs import NAME, write_logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    logger = logging.getLogger(NAME)
    level, handlers = logger.level, list(logger.handlers)
    yield
    logger.setLevel(level)
    logger.handlers[:] = handlers


def test_a_line_says_when_how_bad_where_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs("info")
    logging.getLogger("umbra.accounts").info("Signed in.")
    line = capsys.readouterr().err
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO umbra\.accounts: Signed in\.\n", line
    )


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs("warning")
    logging.getLogger("umbra.accounts").info("Signed in.")
    assert capsys.readouterr().err == ""


def test_asked_twice_it_still_writes_once(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs("info")
    write_logs("info")
    logging.getLogger("umbra").error("Broken.")
    assert len(capsys.readouterr().err.splitlines()) == 1
