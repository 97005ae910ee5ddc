"""When a handler of ours breaks: an id for the person, the place in the log for who mends it.

What was typed never reaches the log: an exception's own words may quote it (a statement's values,
a field's input), so only its kind and where it was raised are written. The same error again
within a minute is counted under the id it has, not written again.
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

SAME_FOR = 60.0
"""Seconds in which the same error is one incident."""

_MOST_KNOWN = 100

logger = logging.getLogger("umbra.incident")


@dataclass(slots=True)
class _Known:
    incident: str
    since: float
    count: int = 1


_known: OrderedDict[tuple[str, str], _Known] = OrderedDict()
_sending: set[asyncio.Task[None]] = set()


def new_incident(error: BaseException) -> str:
    """The id of `error` in the log, where it is written unless it was in the last minute."""
    kind = type(error).__qualname__
    where = "".join(traceback.format_tb(error.__traceback__))
    now = time.monotonic()
    known = _known.get((kind, where))
    if known is not None and now - known.since < SAME_FOR:
        known.count += 1
        if _is_power_of_ten(known.count):
            logger.error("Incident %s happened %d times", known.incident, known.count)
        return known.incident
    incident = uuid4().hex[:8]
    _known[kind, where] = _Known(incident, now)
    _known.move_to_end((kind, where))
    if len(_known) > _MOST_KNOWN:
        _known.popitem(last=False)
    logger.error("Incident %s: %s\n%s", incident, kind, where)
    return incident


def on_handler_error(exception: Exception) -> EventSpec | None:
    """For `rx.App(backend_exception_handler=...)`: logs, then tells the tab whose event broke.

    Asks for no event: that would need what the broken one needed, and break as well, for ever.
    """
    if database_is_away(exception):
        logger.warning("The database can't be reached.")
        _send(database_away_delta())
    else:
        _send(incident_delta(new_incident(exception)))
    return None


def _send(delta: Delta) -> None:
    """Sends `delta` to the tab whose event is handled. Does nothing outside of an event."""
    with suppress(LookupError):
        context = EventContext.get()
        task = asyncio.get_running_loop().create_task(_emit(context, delta))
        _sending.add(task)
        task.add_done_callback(_sending.discard)


async def _emit(context: EventContext, delta: Delta) -> None:
    try:
        await context.emit_delta(delta)
    except Exception as error:
        logger.warning("A tab could not be told of an error (%s)", type(error).__qualname__)


def _is_power_of_ten(count: int) -> bool:
    return str(count).strip("0") == "1"
