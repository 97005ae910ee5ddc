"""What a tab is told while the database can't be reached, and how it recovers afterwards.

Whose an event is, is asked of the database. While it gives no answer, no event is handled and
nothing of a tab's state is sent: the answer is made of constants.
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
"""The client tokens of open tabs whose events were refused since the database was reached last."""


def refuse(token: str) -> StateUpdate:
    """The answer to an event of a tab that can't be handled, since the database is away."""
    _log.warning("The database can't be reached: events are refused.")
    if token in open_tabs.sockets:
        _refused.add(token)
    return StateUpdate(delta=database_away_delta())


def forget(token: str) -> None:
    """Takes a tab off the list: its socket is gone."""
    _refused.discard(token)


async def reload_refused(app: App) -> None:
    """Fills every tab of this process anew that had an event refused."""
    for token in tuple(_refused):
        await reload_if_refused(app, token)


async def reload_if_refused(app: App, token: str) -> None:
    """Fills a tab anew that had an event refused; the guard stands before that as before any."""
    if token not in _refused:
        return
    _refused.discard(token)
    for event in Event.from_event_type(rx.State.hydrate_and_load()):
        with app.set_contexts():
            await app.event_processor.enqueue(token, event)
