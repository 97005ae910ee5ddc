"""Errors that an event handler raises: logged under an incident id that the user sees.

User input never reaches the log: an exception's message may quote it (a statement's values, a
field's input), so only the exception's type and traceback locations are logged. The same error
within a minute is counted under its id and not logged again.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

from reflex.event import EventSpec
from reflex_base.event.context import EventContext

from umbra.core.database_errors import database_is_away
from umbra.ui.connection import Delta, database_away_delta, incident_delta

REPEAT_SECONDS = 60.0
"""Seconds within which the same error is one incident."""

_MAX_RECENT = 100

logger = logging.getLogger("umbra.incident")


@dataclass(slots=True)
class _RecentError:
    incident: str
    since: float
    count: int = 1


_recent: OrderedDict[tuple[str, str], _RecentError] = OrderedDict()
_sending: set[asyncio.Task[None]] = set()


def new_incident(error: BaseException) -> str:
    """Returns the incident id of `error`, and logs it unless it was logged in the last minute.

    "The same error" means the same exception type with the same traceback. Its repetitions are
    logged at counts of 10, 100 and so on.
    """
    kind = type(error).__qualname__
    where = "".join(traceback.format_tb(error.__traceback__))
    now = time.monotonic()
    recent = _recent.get((kind, where))
    if recent is not None and now - recent.since < REPEAT_SECONDS:
        recent.count += 1
        if _is_power_of_ten(recent.count):
            logger.error("Incident %s happened %d times", recent.incident, recent.count)
        return recent.incident
    incident = uuid4().hex[:8]
    _recent[kind, where] = _RecentError(incident, now)
    _recent.move_to_end((kind, where))
    if len(_recent) > _MAX_RECENT:
        _recent.popitem(last=False)
    logger.error("Incident %s: %s\n%s", incident, kind, where)
    return incident


def on_handler_error(exception: Exception) -> EventSpec | None:
    """For `rx.App(backend_exception_handler=...)`: logs the error and reports it to the tab.

    Returns no event: its handler could fail like the first one, in an endless loop.
    """
    if database_is_away(exception):
        logger.warning("The database can't be reached.")
        _send(database_away_delta())
    else:
        _send(incident_delta(new_incident(exception)))
    return None


def _send(delta: Delta) -> None:
    """Sends `delta` to the tab whose event is being handled; does nothing outside of an event."""
    with suppress(LookupError):
        context = EventContext.get()
        task = asyncio.get_running_loop().create_task(_emit(context, delta))
        _sending.add(task)
        task.add_done_callback(_sending.discard)


async def _emit(context: EventContext, delta: Delta) -> None:
    try:
        await context.emit_delta(delta)
    except Exception as error:
        logger.warning("Could not report an error to a tab (%s)", type(error).__qualname__)


def _is_power_of_ten(count: int) -> bool:
    return str(count).strip("0") == "1"
