"""Answers events while the database can't be reached, and reloads the tabs afterwards.

Authorizing an event needs the database. Without it no event is handled and none of a tab's
state is sent: the answer consists of constants.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.event import Event

from umbra.accounts.access import open_tabs
from umbra.ui.connection import database_away_delta

if TYPE_CHECKING:
    from reflex.app import App

_log = logging.getLogger(__name__)
_refused: set[str] = set()
"""Client tokens of open tabs whose events were refused and that were not reloaded since."""


def refuse(token: str) -> StateUpdate:
    """Returns the answer to an event that is refused during a database outage."""
    _log.warning("The database can't be reached. Events are refused.")
    if token in open_tabs.sockets:
        _refused.add(token)
    return StateUpdate(delta=database_away_delta())


def remove(token: str) -> None:
    """Removes a tab from the list after its socket closed."""
    _refused.discard(token)


async def reload_refused(app: App) -> None:
    """Reloads every tab of this process that had an event refused."""
    for token in tuple(_refused):
        await reload_if_refused(app, token)


async def reload_if_refused(app: App, token: str) -> None:
    """Reloads a tab that had an event refused. The event guard checks the reload like any event."""
    if token not in _refused:
        return
    _refused.discard(token)
    for event in Event.from_event_type(rx.State.hydrate_and_load()):
        with app.set_contexts():
            await app.event_processor.enqueue(token, event)
