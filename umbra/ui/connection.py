"""The connection banner, and what the server reports to a tab about events that failed.

The page notices a lost websocket itself; the server reports that the database is out of reach.
The server also reports an event whose handler raised an error, so that the page's scripts can
revert their optimistic updates.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import reflex as rx
from reflex_base.constants.state import FIELD_MARKER

Delta = dict[str, dict[str, Any]]


class ConnectionState(rx.State):
    """What the server reports to a tab about events that were not handled.

    `unanswered` is a new random text each time. `incident` is the id of the error in the log;
    `database_away` is true until the page's data is loaded again.

    On the server these variables keep their defaults: a report is sent as one of the deltas
    below, which are made of constants. So reporting an error takes no further event, which could
    fail with the same error, and sends nothing else of the tab's state.
    """

    database_away: rx.Field[bool] = rx.field(False)
    incident: rx.Field[str] = rx.field("")
    unanswered: rx.Field[str] = rx.field("")


def database_away_delta() -> Delta:
    """Returns the delta that reports an event not handled because the database is away."""
    return _delta(database_away=True)


def incident_delta(incident: str) -> Delta:
    """Returns the delta that reports an event whose handler failed, with its id in the log."""
    return _delta(incident=incident)


def _delta(**values: Any) -> Delta:
    report = {**values, "unanswered": uuid4().hex}
    fields = {name + FIELD_MARKER: value for name, value in report.items()}
    return {ConnectionState.get_full_name(): fields}


class _Connection(rx.Component):
    library = rx.asset("connection.jsx", shared=True).importable_path
    tag = "Connection"

    database_away: rx.Var[bool]
    hydrated: rx.Var[bool]
    unanswered: rx.Var[str]


def connection() -> rx.Component:
    """A banner while the server or its database can't be reached. Reflex does the reconnecting."""
    return _Connection.create(
        database_away=ConnectionState.database_away,
        hydrated=rx.State.is_hydrated,
        unanswered=ConnectionState.unanswered,
    )
