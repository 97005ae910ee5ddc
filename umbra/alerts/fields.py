"""What may be sent about an alert."""

from __future__ import annotations

from umbra.core.fields import Body
from umbra.recurrence.fields import TimedMoment


class SnoozeFields(Body):
    """Until when an alert is moved; a local time is one of the account's zone."""

    until: TimedMoment
