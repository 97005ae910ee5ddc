"""When a handler of ours breaks: an id for the person, the place in the log for who mends it.

What was typed never reaches the log: an exception's own words may quote it (a statement's values,
a field's input), so only its kind and where it was raised are written.
"""

from __future__ import annotations

import logging
import traceback
from typing import cast
from uuid import uuid4

from reflex.event import EventSpec

from umbra.ui.toasts import ToastState

logger = logging.getLogger("umbra.incident")


def new_incident(error: BaseException) -> str:
    """Writes `error` to the log under a new id and gives the id back."""
    incident = uuid4().hex[:8]
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("Incident %s: %s\n%s", incident, type(error).__qualname__, where)
    return incident


def on_handler_error(exception: Exception) -> EventSpec | None:
    """For `rx.App(backend_exception_handler=...)`: logs, then says so in a toast."""
    return cast(EventSpec, ToastState.tell_incident(new_incident(exception)))
