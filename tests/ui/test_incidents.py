"""What is logged and reported when an event handler raises an error."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from umbra.core.database_errors import database_is_away
from umbra.ui import incidents
from umbra.ui.incidents import new_incident, on_handler_error


@pytest.fixture(autouse=True)
def _no_recent_errors() -> Iterator[None]:
    incidents._recent.clear()
    yield
    incidents._recent.clear()


def raised(message: str) -> ValueError:
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


def raised_elsewhere() -> ValueError:
    try:
        raise ValueError
    except ValueError as error:
        return error


def test_an_error_is_logged_with_an_id_and_without_its_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    typed = "quiet lantern orchard"
    incident = new_incident(raised(f"cannot read {typed}"))
    [record] = caplog.records
    assert f"Incident {incident}: ValueError" in record.getMessage()
    assert "in raised" in record.getMessage()
    assert typed not in caplog.text.replace("raise ValueError(message)", "")


def test_an_error_is_reported_without_a_further_event_that_could_fail_as_well() -> None:
    assert on_handler_error(raised("anything")) is None


def test_a_repeated_error_is_counted_under_its_id_and_not_logged_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = {new_incident(raised(f"number {number}")) for number in range(300)}
    assert len(found) == 1
    first, *counts = [record.getMessage() for record in caplog.records]
    [incident] = found
    assert first.startswith(f"Incident {incident}: ValueError")
    assert counts == [f"Incident {incident} happened {count} times" for count in (10, 100)]


def test_another_error_is_another_incident() -> None:
    assert new_incident(raised("one")) != new_incident(raised_elsewhere())


def test_the_same_error_is_logged_again_after_a_minute(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = new_incident(raised("one"))
    monkeypatch.setattr(incidents, "REPEAT_SECONDS", 0.0)
    assert new_incident(raised("one")) != first
    assert len(caplog.records) == 2


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_database_outage_is_no_incident(wrapped: bool, caplog: pytest.LogCaptureFixture) -> None:
    error: Exception = psycopg.OperationalError("connection refused")
    if wrapped:
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
def test_only_connection_errors_count_as_a_database_outage(
    error: Exception | None, away: bool
) -> None:
    assert database_is_away(error) is away
