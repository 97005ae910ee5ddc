"""What the log and the tab are told of a handler that broke."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from umbra.core.database_errors import database_is_away
from umbra.ui import incidents
from umbra.ui.incidents import new_incident, on_handler_error


@pytest.fixture(autouse=True)
def _none_known() -> Iterator[None]:
    incidents._known.clear()
    yield
    incidents._known.clear()


def broken(words: str) -> ValueError:
    try:
        raise ValueError(words)
    except ValueError as error:
        return error


def broken_elsewhere() -> ValueError:
    try:
        raise ValueError
    except ValueError as error:
        return error


def test_a_broken_handler_is_logged_by_an_id_and_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    typed = "quiet lantern orchard"
    incident = new_incident(broken(f"cannot read {typed}"))
    [record] = caplog.records
    assert f"Incident {incident}: ValueError" in record.getMessage()
    assert "in broken" in record.getMessage()
    assert typed not in caplog.text.replace("raise ValueError(words)", "")


def test_an_error_is_answered_without_a_further_event_that_could_break_as_well() -> None:
    assert on_handler_error(broken("anything")) is None


def test_the_same_error_again_is_counted_under_its_id_and_not_written_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = {new_incident(broken(f"number {number}")) for number in range(300)}
    assert len(found) == 1
    first, *counts = [record.getMessage() for record in caplog.records]
    [incident] = found
    assert first.startswith(f"Incident {incident}: ValueError")
    assert counts == [f"Incident {incident} happened {count} times" for count in (10, 100)]


def test_another_error_is_another_incident() -> None:
    assert new_incident(broken("one")) != new_incident(broken_elsewhere())


def test_the_same_error_is_written_again_after_a_minute(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = new_incident(broken("one"))
    monkeypatch.setattr(incidents, "SAME_FOR", 0.0)
    assert new_incident(broken("one")) != first
    assert len(caplog.records) == 2


@pytest.mark.parametrize("raised", [True, False])
def test_a_database_that_is_away_is_no_incident(
    raised: bool, caplog: pytest.LogCaptureFixture
) -> None:
    error: Exception = psycopg.OperationalError("connection refused")
    if raised:
        error = DBAPIError("SELECT 1", None, error)
        error.__cause__ = error.orig
    on_handler_error(error)
    assert [record.getMessage() for record in caplog.records] == ["The database can't be reached."]


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (psycopg.OperationalError("no answer"), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.CannotConnectNow(), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.errors.TooManyConnections(), True),
        (psycopg.errors.QueryCanceled(), False),
        (psycopg.errors.DeadlockDetected(), False),
        (psycopg.errors.UndefinedColumn(), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_only_a_connection_that_can_not_be_had_counts_as_away(
    error: Exception | None, away: bool
) -> None:
    assert database_is_away(error) is away
