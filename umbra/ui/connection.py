"""The connection's state: said when it is lost, silent again once it is back.

Two things can be lost: the websocket, which the page notices itself, and the database, which the
server says. The page is also told here of an event that broke, so that whatever shows a change
before it is confirmed can take it back.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import reflex as rx
from reflex_base.constants.state import FIELD_MARKER

Delta = dict[str, dict[str, Any]]


class ConnectionState(rx.State):
    """What a tab is told of events that were not handled.

    `unanswered` is another text each time. `incident` is the id under which the log has what
    broke; `database_away` is true until the page is filled anew.

    The server's side of these variables keeps its defaults: what a tab is told goes out as one
    of the deltas below, made of constants. So an error needs no further event to be told, which
    would meet the same error, and nothing else of the tab's state is sent with it.
    """

    database_away: rx.Field[bool] = rx.field(False)
    incident: rx.Field[str] = rx.field("")
    unanswered: rx.Field[str] = rx.field("")


def database_away_delta() -> Delta:
    """Says that an event was not handled since the database can't be reached."""
    return _delta(database_away=True)


def incident_delta(incident: str) -> Delta:
    """Says that an event broke, under the id that stands in the log."""
    return _delta(incident=incident)


def _delta(**values: Any) -> Delta:
    told = {**values, "unanswered": uuid4().hex}
    named = {name + FIELD_MARKER: value for name, value in told.items()}
    return {ConnectionState.get_full_name(): named}


class _Connection(rx.Component):
    library = rx.asset("connection.jsx", shared=True).importable_path
    tag = "Connection"

    database_away: rx.Var[bool]
    hydrated: rx.Var[bool]
    unanswered: rx.Var[str]


def connection() -> rx.Component:
    """A quiet banner while server or database can't be reached. Reconnecting is Reflex's work."""
    return _Connection.create(
        database_away=ConnectionState.database_away,
        hydrated=rx.State.is_hydrated,
        unanswered=ConnectionState.unanswered,
    )
